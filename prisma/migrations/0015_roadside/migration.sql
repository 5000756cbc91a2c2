-- CreateEnum
CREATE TYPE "RoadsideKind" AS ENUM ('sign', 'signal', 'checkpoint');

-- CreateEnum
CREATE TYPE "ImportSubject" AS ENUM ('cameras', 'roadside');

-- AlterTable
ALTER TABLE "ImportJob" ADD COLUMN     "subject" "ImportSubject" NOT NULL DEFAULT 'cameras';

-- CreateTable
CREATE TABLE "RoadsideDevice" (
    "id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sortName" TEXT NOT NULL,
    "kind" "RoadsideKind" NOT NULL,
    "roadId" TEXT,
    "direction" "Direction",
    "chainageM" DOUBLE PRECISION,
    "lon" DOUBLE PRECISION,
    "lat" DOUBLE PRECISION,
    "byRoad" BOOLEAN NOT NULL DEFAULT false,
    "maker" TEXT,
    "remark" TEXT,
    "searchText" TEXT NOT NULL,
    "searchGrams" TEXT[],
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "removedAt" TIMESTAMP(3),
    "removalId" TEXT,

    CONSTRAINT "RoadsideDevice_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "RoadsideDevice_code_live" ON "RoadsideDevice"("code") WHERE ("removedAt" IS NULL);

-- CreateIndex
CREATE INDEX "RoadsideDevice_sortName_live" ON "RoadsideDevice"("sortName", "id") WHERE ("removedAt" IS NULL);

-- CreateIndex
CREATE INDEX "RoadsideDevice_kind_live" ON "RoadsideDevice"("kind", "sortName", "id") WHERE ("removedAt" IS NULL);

-- CreateIndex
CREATE INDEX "RoadsideDevice_road_live" ON "RoadsideDevice"("roadId", "direction", "chainageM", "id") WHERE ("removedAt" IS NULL);

-- CreateIndex
CREATE INDEX "RoadsideDevice_removalId_idx" ON "RoadsideDevice"("removalId");

-- CreateIndex
CREATE INDEX "RoadsideDevice_searchGrams_idx" ON "RoadsideDevice" USING GIN ("searchGrams");

-- AddForeignKey
ALTER TABLE "RoadsideDevice" ADD CONSTRAINT "RoadsideDevice_roadId_fkey" FOREIGN KEY ("roadId") REFERENCES "Road"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
