-- AlterTable
ALTER TABLE "MediaNode" ADD COLUMN     "httpsPort" INTEGER,
ADD COLUMN     "rtmpsPort" INTEGER,
ADD COLUMN     "rtspsPort" INTEGER;
