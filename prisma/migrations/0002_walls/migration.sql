-- CreateTable
CREATE TABLE "WallView" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "layout" TEXT NOT NULL,
    "cells" JSONB NOT NULL,
    "ownerId" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL DEFAULT false,
    "locked" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,
    "changedById" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removedAt" TIMESTAMP(3),
    "removalId" TEXT,

    CONSTRAINT "WallView_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "WallView_ownerId_idx" ON "WallView"("ownerId");

-- CreateIndex
CREATE INDEX "WallView_removalId_idx" ON "WallView"("removalId");

-- AddForeignKey
ALTER TABLE "WallView" ADD CONSTRAINT "WallView_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WallView" ADD CONSTRAINT "WallView_changedById_fkey" FOREIGN KEY ("changedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
