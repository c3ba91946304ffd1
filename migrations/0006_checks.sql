CREATE TABLE `checks` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
