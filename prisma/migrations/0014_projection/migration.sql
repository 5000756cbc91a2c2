-- CreateEnum
CREATE TYPE "Projection" AS ENUM ('flat', 'equirectangular');

-- AlterTable
ALTER TABLE "Camera" ADD COLUMN     "projection" "Projection" NOT NULL DEFAULT 'flat';
