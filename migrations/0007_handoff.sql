CREATE TABLE `answered_requests` (
	`account_id` text NOT NULL,
	`key` text NOT NULL,
	`asked` text NOT NULL,
	`status` integer NOT NULL,
	`answer` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `key`)
);
--> statement-breakpoint
CREATE TABLE `assignments` (
	`site_id` text NOT NULL,
	`lead_id` text NOT NULL,
	`number` integer NOT NULL,
	`owner_id` text NOT NULL,
	`at` integer NOT NULL,
	`rule` text NOT NULL,
	`rule_set` text,
	`why` text NOT NULL,
	`priority` integer DEFAULT 0 NOT NULL,
	`qualification` text DEFAULT '' NOT NULL,
	`next_action` text DEFAULT '' NOT NULL,
	`due_at` integer,
	`expectation` text,
	`escalation` text,
	PRIMARY KEY(`site_id`, `lead_id`, `number`)
);
--> statement-breakpoint
CREATE INDEX `assignments_of_owner` ON `assignments` (`owner_id`,`at`);--> statement-breakpoint
CREATE TABLE `attempts` (
	`site_id` text NOT NULL,
	`delivery_id` text NOT NULL,
	`number` integer NOT NULL,
	`at` integer NOT NULL,
	`ms` integer NOT NULL,
	`status` integer,
	`outcome` text NOT NULL,
	`note` text NOT NULL,
	`request` text NOT NULL,
	`answer` text NOT NULL,
	PRIMARY KEY(`site_id`, `delivery_id`, `number`)
);
--> statement-breakpoint
CREATE TABLE `deliveries` (
	`site_id` text NOT NULL,
	`id` text NOT NULL,
	`lead_id` text NOT NULL,
	`destination_id` text NOT NULL,
	`what` text NOT NULL,
	`number` integer NOT NULL,
	`state` text NOT NULL,
	`next_at` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	`reason` text DEFAULT '' NOT NULL,
	`leased_until` integer DEFAULT 0 NOT NULL,
	`lease` text DEFAULT '' NOT NULL,
	PRIMARY KEY(`site_id`, `id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_in_order` ON `deliveries` (`site_id`,`lead_id`,`destination_id`,`number`);--> statement-breakpoint
CREATE INDEX `deliveries_due` ON `deliveries` (`destination_id`,`next_at`) WHERE "deliveries"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX `deliveries_dead` ON `deliveries` (`destination_id`,`ended_at`) WHERE "deliveries"."state" = 'dead';--> statement-breakpoint
CREATE TABLE `destinations` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`site_id` text,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`settings` text NOT NULL,
	`secrets` text NOT NULL,
	`accepts_tests` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`removed_at` integer,
	`failing_since` integer,
	`paused_at` integer,
	`paused_why` text DEFAULT '' NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `destinations_of_account` ON `destinations` (`account_id`);--> statement-breakpoint
CREATE TABLE `escalations` (
	`site_id` text NOT NULL,
	`lead_id` text NOT NULL,
	`assignment` integer NOT NULL,
	`step` integer NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`site_id`, `lead_id`, `assignment`, `step`)
);
--> statement-breakpoint
CREATE TABLE `handoff_events` (
	`site_id` text NOT NULL,
	`lead_id` text NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`at` integer NOT NULL,
	`heard_at` integer NOT NULL,
	`actor` text NOT NULL,
	`by` text NOT NULL,
	`via` text NOT NULL,
	`owner_id` text,
	`details` text NOT NULL,
	PRIMARY KEY(`site_id`, `lead_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `lead_persons` (
	`site_id` text NOT NULL,
	`lead_id` text NOT NULL,
	`person_id` text NOT NULL,
	PRIMARY KEY(`site_id`, `lead_id`)
);
--> statement-breakpoint
CREATE INDEX `leads_of_person` ON `lead_persons` (`site_id`,`person_id`);--> statement-breakpoint
CREATE TABLE `lead_records` (
	`site_id` text NOT NULL,
	`lead_id` text NOT NULL,
	`destination_id` text NOT NULL,
	`record_id` text NOT NULL,
	`linked_at` integer NOT NULL,
	PRIMARY KEY(`site_id`, `lead_id`, `destination_id`, `record_id`)
);
--> statement-breakpoint
CREATE INDEX `lead_records_by_record` ON `lead_records` (`destination_id`,`record_id`,`linked_at`);--> statement-breakpoint
CREATE TABLE `lead_states` (
	`site_id` text NOT NULL,
	`lead_id` text NOT NULL,
	`received_at` integer NOT NULL,
	`events` integer NOT NULL,
	`stage` text NOT NULL,
	`owner_id` text,
	`assigned_at` integer,
	`due_at` integer,
	`first_action_at` integer,
	`is_open` integer NOT NULL,
	`conflicts` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`site_id`, `lead_id`)
);
--> statement-breakpoint
CREATE INDEX `lead_states_by_owner` ON `lead_states` (`site_id`,`owner_id`,`received_at`,`lead_id`);--> statement-breakpoint
CREATE INDEX `lead_states_by_stage` ON `lead_states` (`site_id`,`stage`,`received_at`,`lead_id`);--> statement-breakpoint
CREATE INDEX `lead_states_due` ON `lead_states` (`due_at`) WHERE "lead_states"."is_open" = 1;--> statement-breakpoint
CREATE TABLE `merged_persons` (
	`site_id` text NOT NULL,
	`id` text NOT NULL,
	`stays_id` text NOT NULL,
	PRIMARY KEY(`site_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `notices` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`site_id` text,
	`kind` text NOT NULL,
	`text` text NOT NULL,
	`at` integer NOT NULL,
	`seen_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `notices_of_account` ON `notices` (`account_id`,`at`);--> statement-breakpoint
CREATE TABLE `owners` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`site_id` text,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`email` text DEFAULT '' NOT NULL,
	`member_id` text,
	`calendar` text NOT NULL,
	`created_at` integer NOT NULL,
	`removed_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `owners_of_account` ON `owners` (`account_id`);--> statement-breakpoint
CREATE TABLE `person_keys` (
	`site_id` text NOT NULL,
	`kind` text NOT NULL,
	`hash` text NOT NULL,
	`person_id` text NOT NULL,
	PRIMARY KEY(`site_id`, `kind`, `hash`)
);
--> statement-breakpoint
CREATE INDEX `keys_of_person` ON `person_keys` (`site_id`,`person_id`);--> statement-breakpoint
CREATE TABLE `reference_codes` (
	`site_id` text NOT NULL,
	`code` text NOT NULL,
	`session_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`site_id`, `code`)
);
--> statement-breakpoint
CREATE TABLE `route_jobs` (
	`site_id` text NOT NULL,
	`lead_id` text NOT NULL,
	`at` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`site_id`, `lead_id`)
);
--> statement-breakpoint
CREATE INDEX `route_jobs_by_time` ON `route_jobs` (`at`);--> statement-breakpoint
CREATE TABLE `rule_sets` (
	`account_id` text NOT NULL,
	`site_id` text NOT NULL,
	`version` integer NOT NULL,
	`rules` text NOT NULL,
	`created_at` integer NOT NULL,
	`by` text NOT NULL,
	`activated_at` integer,
	PRIMARY KEY(`account_id`, `site_id`, `version`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `stage_definitions` (
	`account_id` text NOT NULL,
	`version` integer NOT NULL,
	`words` text NOT NULL,
	`created_at` integer NOT NULL,
	`by` text NOT NULL,
	PRIMARY KEY(`account_id`, `version`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `leads_by_source` ON `leads` (`site_id`,`source`,`received_at`,`id`);