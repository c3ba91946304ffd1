ALTER TABLE `sites` ADD `settings` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX `leads_of_visitor` ON `leads` (`site_id`,`visitor_id`,`occurred_at`);--> statement-breakpoint
CREATE INDEX `sessions_of_visitor` ON `sessions` (`site_id`,`visitor_id`,`started_at`);