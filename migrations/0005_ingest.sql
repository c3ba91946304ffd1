CREATE TABLE `cursors` (
	`name` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `ledger` (
	`site_id` text NOT NULL,
	`day` integer NOT NULL,
	`unit` text NOT NULL,
	`outcome` text NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`site_id`, `day`, `unit`, `outcome`, `reason`)
);
--> statement-breakpoint
ALTER TABLE `contacts` RENAME TO `plain_contacts`;
--> statement-breakpoint
CREATE TABLE `retired_site_keys` (
	`key` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`expires_at` integer,
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `tombstones` (
	`site_id` text NOT NULL,
	`kind` text NOT NULL,
	`hash` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`site_id`, `kind`, `hash`)
);
--> statement-breakpoint
CREATE TABLE `__new_inbox` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`site_id` text NOT NULL,
	`received_at` integer NOT NULL,
	`body` text,
	`requests` integer DEFAULT 1 NOT NULL,
	`refused` integer DEFAULT 0 NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`label` text DEFAULT '' NOT NULL,
	`label_by` text DEFAULT '' NOT NULL,
	`client` text,
	`contacts` text,
	`queue_id` text,
	`failure` text
);
--> statement-breakpoint
INSERT INTO `__new_inbox`(`site_id`, `received_at`, `body`, `failure`) SELECT `site_id`, `received_at`, CASE WHEN `failure` IS NOT NULL AND instr(`body`, '"contact":{') THEN json_set(`body`, '$.events', json((SELECT json_group_array(json_remove(value, '$.contact')) FROM json_each(`body`, '$.events')))) ELSE `body` END, `failure` FROM `inbox` ORDER BY `projected_at` IS NULL AND `failure` IS NULL, `id`;--> statement-breakpoint
INSERT INTO `cursors`(`name`, `seq`) SELECT 'projection', count(*) FROM `inbox` WHERE `projected_at` IS NOT NULL OR `failure` IS NOT NULL;--> statement-breakpoint
DROP TABLE `inbox`;--> statement-breakpoint
ALTER TABLE `__new_inbox` RENAME TO `inbox`;--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_of_queue` ON `inbox` (`queue_id`) WHERE "inbox"."queue_id" is not null;--> statement-breakpoint
CREATE TABLE `contacts` (
	`site_id` text NOT NULL,
	`lead_id` text NOT NULL,
	`key` text NOT NULL,
	`sealed` text NOT NULL,
	`email_hash` text,
	`phone_hash` text,
	PRIMARY KEY(`site_id`, `lead_id`)
);
--> statement-breakpoint
CREATE INDEX `contacts_by_email` ON `contacts` (`site_id`,`email_hash`) WHERE "contacts"."email_hash" is not null;--> statement-breakpoint
CREATE INDEX `contacts_by_phone` ON `contacts` (`site_id`,`phone_hash`) WHERE "contacts"."phone_hash" is not null;--> statement-breakpoint
ALTER TABLE `keys` ADD `site_id` text;--> statement-breakpoint
ALTER TABLE `keys` ADD `access` text DEFAULT 'read' NOT NULL;--> statement-breakpoint
ALTER TABLE `keys` ADD `name` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `keys` ADD `expires_at` integer;--> statement-breakpoint
ALTER TABLE `keys` ADD `revoked_at` integer;--> statement-breakpoint
ALTER TABLE `leads` ADD `label` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `leads` ADD `label_by` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `members` ADD `site_id` text;--> statement-breakpoint
ALTER TABLE `members` ADD `access` text DEFAULT 'admin' NOT NULL;--> statement-breakpoint
ALTER TABLE `members` ADD `removed_at` integer;--> statement-breakpoint
ALTER TABLE `sessions` ADD `label` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `sessions` ADD `client` text;--> statement-breakpoint
CREATE INDEX `sites_of_account` ON `sites` (`account_id`);