CREATE TABLE `accounts` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `inbox` (
	`id` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`received_at` integer NOT NULL,
	`body` text NOT NULL,
	`projected_at` integer,
	`failure` text
);
--> statement-breakpoint
CREATE INDEX `inbox_waiting` ON `inbox` (`id`) WHERE "inbox"."projected_at" is null and "inbox"."failure" is null;--> statement-breakpoint
CREATE TABLE `intents` (
	`site_id` text NOT NULL,
	`id` text NOT NULL,
	`session_id` text NOT NULL,
	`at` integer NOT NULL,
	`action` text NOT NULL,
	`page` text NOT NULL,
	`form` text,
	`intent` text NOT NULL,
	PRIMARY KEY(`site_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `keys` (
	`hash` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `leads` (
	`site_id` text NOT NULL,
	`id` text NOT NULL,
	`session_id` text NOT NULL,
	`visitor_id` text,
	`occurred_at` integer NOT NULL,
	`received_at` integer NOT NULL,
	`status` text NOT NULL,
	`source` text NOT NULL,
	`medium` text NOT NULL,
	`campaign` text NOT NULL,
	`channel` text NOT NULL,
	`table_version` text NOT NULL,
	`page` text NOT NULL,
	`form` text NOT NULL,
	`intent` text NOT NULL,
	`touches` text NOT NULL,
	`path` text NOT NULL,
	`fields` text NOT NULL,
	`consent` text NOT NULL,
	`script` text NOT NULL,
	PRIMARY KEY(`site_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `leads_by_arrival` ON `leads` (`site_id`,`received_at`,`id`);--> statement-breakpoint
CREATE TABLE `members` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `page_views` (
	`site_id` text NOT NULL,
	`id` text NOT NULL,
	`session_id` text NOT NULL,
	`at` integer NOT NULL,
	`url` text NOT NULL,
	`title` text NOT NULL,
	`engaged_ms` integer NOT NULL,
	PRIMARY KEY(`site_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `page_views_of_session` ON `page_views` (`site_id`,`session_id`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`site_id` text NOT NULL,
	`id` text NOT NULL,
	`visitor_id` text,
	`number` integer NOT NULL,
	`started_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`touch` text,
	`consent` text NOT NULL,
	PRIMARY KEY(`site_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `sign_in_links` (
	`hash` text PRIMARY KEY NOT NULL,
	`member_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `sign_ins` (
	`hash` text PRIMARY KEY NOT NULL,
	`member_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `sites` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`key` text NOT NULL,
	`name` text NOT NULL,
	`origins` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sites_key_unique` ON `sites` (`key`);