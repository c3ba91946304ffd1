CREATE TABLE `classifications` (
	`site_id` text NOT NULL,
	`lead_id` text NOT NULL,
	`rules_version` integer NOT NULL,
	`table_version` text NOT NULL,
	`at` integer NOT NULL,
	`touch_at` integer NOT NULL,
	`source` text NOT NULL,
	`medium` text NOT NULL,
	`campaign` text NOT NULL,
	`term` text NOT NULL,
	`content` text NOT NULL,
	`campaign_id` text NOT NULL,
	`channel` text NOT NULL,
	`platform` text NOT NULL,
	`click_ids` text NOT NULL,
	`rule` text NOT NULL,
	`channel_rule` text NOT NULL,
	`decided_on` text NOT NULL,
	PRIMARY KEY(`site_id`, `lead_id`, `rules_version`, `table_version`)
);
--> statement-breakpoint
-- What there is was judged by the first rules, on the last touch that was not direct.
INSERT INTO `classifications`
SELECT
	`site_id`, `id`, 1, `table_version`, `received_at`,
	`touch` ->> '$.at',
	`source`, `medium`, `campaign`,
	coalesce(`touch` ->> '$.tags.utm_term', ''),
	coalesce(`touch` ->> '$.tags.utm_content', ''),
	coalesce(`touch` ->> '$.tags.utm_id', ''),
	`channel`, '', `touch` -> '$.click_ids', '', '', ''
FROM (SELECT *, coalesce(`touches` -> '$.last_non_direct', `touches` -> '$.last') AS `touch` FROM `leads`);
--> statement-breakpoint
ALTER TABLE `leads` ADD `platform` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `leads` DROP COLUMN `table_version`;