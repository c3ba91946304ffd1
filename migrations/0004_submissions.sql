CREATE TABLE `contacts` (
	`site_id` text NOT NULL,
	`lead_id` text NOT NULL,
	`email` text,
	`name` text,
	`phone` text,
	`company` text,
	`message` text,
	PRIMARY KEY(`site_id`, `lead_id`)
);
--> statement-breakpoint
CREATE TABLE `site_hints` (
	`site_id` text NOT NULL,
	`hint` text NOT NULL,
	`last_seen_at` integer NOT NULL,
	PRIMARY KEY(`site_id`, `hint`)
);
--> statement-breakpoint
CREATE TABLE `submissions` (
	`site_id` text NOT NULL,
	`lead_id` text NOT NULL,
	`status` text NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	PRIMARY KEY(`site_id`, `lead_id`, `status`)
);
--> statement-breakpoint
ALTER TABLE `intents` ADD `lead` text;--> statement-breakpoint
ALTER TABLE `intents` ADD `by` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX `intents_of_session` ON `intents` (`site_id`,`session_id`,`at`);--> statement-breakpoint
INSERT INTO `submissions` SELECT `site_id`, `id`, `status`, `occurred_at`, '' FROM `leads` WHERE `status` <> 'blocked';
--> statement-breakpoint
-- What was stopped is no lead: it is kept as what somebody set out to do.
INSERT INTO `intents` (`site_id`, `id`, `session_id`, `at`, `action`, `page`, `form`, `intent`, `lead`)
SELECT `site_id`, `id`, `session_id`, `occurred_at`, 'blocked', `page`, `form`, `intent`, `id`
FROM `leads` WHERE `status` = 'blocked'
ON CONFLICT DO NOTHING;
--> statement-breakpoint
DELETE FROM `classifications` WHERE (`site_id`, `lead_id`) IN (SELECT `site_id`, `id` FROM `leads` WHERE `status` = 'blocked');
--> statement-breakpoint
DELETE FROM `leads` WHERE `status` = 'blocked';
--> statement-breakpoint
ALTER TABLE `leads` DROP COLUMN `status`;