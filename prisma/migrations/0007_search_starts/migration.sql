-- Answers "begins with" from an index in any collation; Prisma's schema has no word for an index on an expression.
CREATE INDEX "Camera_code_start_live" ON "Camera" (lower("code") text_pattern_ops) WHERE "removedAt" IS NULL;
CREATE INDEX "Camera_name_start_live" ON "Camera" (lower("name") text_pattern_ops) WHERE "removedAt" IS NULL;
