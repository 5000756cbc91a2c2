-- AlterTable
ALTER TABLE "PatrolRecord" ADD COLUMN     "presetFailure" TEXT;
