-- CreateEnum
CREATE TYPE "Role" AS ENUM ('admin', 'operator', 'leader');

-- CreateEnum
CREATE TYPE "Driver" AS ENUM ('rtsp', 'rtmp');

-- CreateEnum
CREATE TYPE "CameraKind" AS ENUM ('bullet', 'dome', 'ptz', 'panorama', 'mobile');

-- CreateEnum
CREATE TYPE "CameraStatus" AS ENUM ('fault', 'offline', 'unknown', 'online');

-- CreateEnum
CREATE TYPE "StreamQuality" AS ENUM ('main', 'sub');

-- CreateEnum
CREATE TYPE "RtspTransport" AS ENUM ('auto', 'tcp', 'udp');

-- CreateEnum
CREATE TYPE "ImportState" AS ENUM ('checking', 'checked', 'applying', 'applied', 'cancelled', 'failed');

-- CreateEnum
CREATE TYPE "RoadKind" AS ENUM ('expressway', 'national', 'provincial', 'urban', 'other');

-- CreateEnum
CREATE TYPE "Direction" AS ENUM ('up', 'down');

-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "displayUsername" TEXT,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailVerified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "role" "Role" NOT NULL DEFAULT 'operator',
    "mustChangePassword" BOOLEAN NOT NULL DEFAULT true,
    "locale" TEXT,
    "theme" TEXT,
    "disabledAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "ipAddress" TEXT,
    "userAgent" TEXT,
    "userId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Account" (
    "id" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "idToken" TEXT,
    "accessTokenExpiresAt" TIMESTAMP(3),
    "refreshTokenExpiresAt" TIMESTAMP(3),
    "scope" TEXT,
    "password" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SignInLimit" (
    "key" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "windowStart" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "SignInLimit_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "userId" TEXT,
    "username" TEXT,
    "address" TEXT,
    "action" TEXT NOT NULL,
    "subjectType" TEXT,
    "subjectId" TEXT,
    "subjectName" TEXT,
    "details" JSONB,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Device" (
    "id" TEXT NOT NULL,
    "driver" "Driver" NOT NULL,
    "maker" TEXT,
    "username" TEXT,
    "passwordCipher" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Device_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Camera" (
    "id" TEXT NOT NULL,
    "deviceId" TEXT NOT NULL,
    "channel" INTEGER NOT NULL DEFAULT 1,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sortName" TEXT NOT NULL,
    "kind" "CameraKind" NOT NULL DEFAULT 'bullet',
    "divisionId" TEXT NOT NULL,
    "roadId" TEXT,
    "direction" "Direction",
    "chainageM" DOUBLE PRECISION,
    "lon" DOUBLE PRECISION,
    "lat" DOUBLE PRECISION,
    "displayLon" DOUBLE PRECISION,
    "displayLat" DOUBLE PRECISION,
    "azimuth" DOUBLE PRECISION,
    "viewAngle" DOUBLE PRECISION,
    "viewRangeM" DOUBLE PRECISION,
    "tags" TEXT[],
    "status" "CameraStatus" NOT NULL DEFAULT 'unknown',
    "statusSince" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "statusReason" TEXT,
    "statusStep" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "removedAt" TIMESTAMP(3),
    "removalId" TEXT,

    CONSTRAINT "Camera_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CameraStream" (
    "id" TEXT NOT NULL,
    "cameraId" TEXT NOT NULL,
    "quality" "StreamQuality" NOT NULL,
    "url" TEXT,
    "transport" "RtspTransport" NOT NULL DEFAULT 'auto',
    "publishKeyCipher" TEXT,

    CONSTRAINT "CameraStream_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CameraSearch" (
    "cameraId" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "grams" TEXT[],

    CONSTRAINT "CameraSearch_pkey" PRIMARY KEY ("cameraId")
);

-- CreateTable
CREATE TABLE "CameraPicture" (
    "cameraId" TEXT NOT NULL,
    "takenAt" TIMESTAMP(3) NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "bytes" INTEGER NOT NULL,

    CONSTRAINT "CameraPicture_pkey" PRIMARY KEY ("cameraId")
);

-- CreateTable
CREATE TABLE "CameraChange" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "payload" JSONB NOT NULL,

    CONSTRAINT "CameraChange_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImportJob" (
    "id" TEXT NOT NULL,
    "fileName" TEXT NOT NULL,
    "file" BYTEA,
    "state" "ImportState" NOT NULL DEFAULT 'checking',
    "createdById" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "okCount" INTEGER NOT NULL DEFAULT 0,
    "errorCount" INTEGER NOT NULL DEFAULT 0,
    "newCount" INTEGER NOT NULL DEFAULT 0,
    "updateCount" INTEGER NOT NULL DEFAULT 0,
    "failureCode" TEXT,
    "failure" JSONB,

    CONSTRAINT "ImportJob_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImportRow" (
    "jobId" TEXT NOT NULL,
    "rowNumber" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "data" JSONB,
    "outcome" TEXT NOT NULL,
    "errors" JSONB,

    CONSTRAINT "ImportRow_pkey" PRIMARY KEY ("jobId","rowNumber")
);

-- CreateTable
CREATE TABLE "MediaNode" (
    "id" TEXT NOT NULL,
    "epoch" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "controlUrl" TEXT NOT NULL,
    "mediaPort" INTEGER NOT NULL,
    "rtmpPort" INTEGER NOT NULL,
    "rtspPort" INTEGER,
    "publicHost" TEXT,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "lastSeenAt" TIMESTAMP(3) NOT NULL,
    "streams" INTEGER NOT NULL,
    "viewers" INTEGER NOT NULL,
    "cpu" DOUBLE PRECISION NOT NULL,
    "residentBytes" BIGINT NOT NULL,
    "restoredEpoch" TEXT,
    "eventEpoch" TEXT,
    "eventSeq" INTEGER,

    CONSTRAINT "MediaNode_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "StreamPlacement" (
    "streamId" TEXT NOT NULL,
    "nodeId" TEXT NOT NULL,
    "lastWantedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "StreamPlacement_pkey" PRIMARY KEY ("streamId")
);

-- CreateTable
CREATE TABLE "Division" (
    "id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "parentId" TEXT,
    "path" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Division_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BusinessGroup" (
    "id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "parentId" TEXT,
    "path" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "BusinessGroup_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CameraGroup" (
    "cameraId" TEXT NOT NULL,
    "groupId" TEXT NOT NULL,

    CONSTRAINT "CameraGroup_pkey" PRIMARY KEY ("cameraId","groupId")
);

-- CreateTable
CREATE TABLE "Lease" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Lease_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "Setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "Road" (
    "id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "RoadKind" NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Road_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RoadLine" (
    "id" TEXT NOT NULL,
    "roadId" TEXT NOT NULL,
    "direction" "Direction" NOT NULL,
    "name" TEXT NOT NULL,
    "coordinates" JSONB NOT NULL,
    "chainagesM" DOUBLE PRECISION[],

    CONSTRAINT "RoadLine_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_username_key" ON "User"("username");

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE UNIQUE INDEX "Session_token_key" ON "Session"("token");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE INDEX "Account_userId_idx" ON "Account"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "Account_issuer_accountId_key" ON "Account"("issuer", "accountId");

-- CreateIndex
CREATE INDEX "Verification_identifier_idx" ON "Verification"("identifier");

-- CreateIndex
CREATE INDEX "SignInLimit_windowStart_idx" ON "SignInLimit"("windowStart");

-- CreateIndex
CREATE INDEX "AuditEntry_at_id_idx" ON "AuditEntry"("at", "id");

-- CreateIndex
CREATE INDEX "AuditEntry_userId_at_idx" ON "AuditEntry"("userId", "at");

-- CreateIndex
CREATE INDEX "AuditEntry_action_at_idx" ON "AuditEntry"("action", "at");

-- CreateIndex
CREATE INDEX "AuditEntry_subjectType_subjectId_at_idx" ON "AuditEntry"("subjectType", "subjectId", "at");

-- CreateIndex
CREATE INDEX "Camera_sortName_live" ON "Camera"("sortName", "id") WHERE ("removedAt" IS NULL);

-- CreateIndex
CREATE INDEX "Camera_division_live" ON "Camera"("divisionId", "status") WHERE ("removedAt" IS NULL);

-- CreateIndex
CREATE INDEX "Camera_road_live" ON "Camera"("roadId", "direction", "chainageM") WHERE ("removedAt" IS NULL);

-- CreateIndex
CREATE INDEX "Camera_status_live" ON "Camera"("status", "id") WHERE ("removedAt" IS NULL);

-- CreateIndex
CREATE INDEX "Camera_deviceId_channel_idx" ON "Camera"("deviceId", "channel");

-- CreateIndex
CREATE INDEX "Camera_removalId_idx" ON "Camera"("removalId");

-- CreateIndex
CREATE INDEX "Camera_tags_idx" ON "Camera" USING GIN ("tags");

-- CreateIndex
CREATE UNIQUE INDEX "Camera_code_live" ON "Camera"("code") WHERE ("removedAt" IS NULL);

-- CreateIndex
CREATE UNIQUE INDEX "CameraStream_cameraId_quality_key" ON "CameraStream"("cameraId", "quality");

-- CreateIndex
CREATE INDEX "CameraSearch_grams_idx" ON "CameraSearch" USING GIN ("grams");

-- CreateIndex
CREATE INDEX "CameraChange_at_idx" ON "CameraChange"("at");

-- CreateIndex
CREATE INDEX "ImportJob_createdAt_id_idx" ON "ImportJob"("createdAt", "id");

-- CreateIndex
CREATE INDEX "ImportRow_jobId_outcome_rowNumber_idx" ON "ImportRow"("jobId", "outcome", "rowNumber");

-- CreateIndex
CREATE INDEX "StreamPlacement_nodeId_lastWantedAt_idx" ON "StreamPlacement"("nodeId", "lastWantedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Division_code_key" ON "Division"("code");

-- CreateIndex
CREATE UNIQUE INDEX "Division_path_key" ON "Division"("path");

-- CreateIndex
CREATE INDEX "Division_parentId_position_idx" ON "Division"("parentId", "position");

-- CreateIndex
CREATE UNIQUE INDEX "BusinessGroup_code_key" ON "BusinessGroup"("code");

-- CreateIndex
CREATE UNIQUE INDEX "BusinessGroup_path_key" ON "BusinessGroup"("path");

-- CreateIndex
CREATE INDEX "BusinessGroup_parentId_position_idx" ON "BusinessGroup"("parentId", "position");

-- CreateIndex
CREATE INDEX "CameraGroup_groupId_idx" ON "CameraGroup"("groupId");

-- CreateIndex
CREATE UNIQUE INDEX "Road_code_key" ON "Road"("code");

-- CreateIndex
CREATE UNIQUE INDEX "RoadLine_roadId_direction_key" ON "RoadLine"("roadId", "direction");

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Camera" ADD CONSTRAINT "Camera_deviceId_fkey" FOREIGN KEY ("deviceId") REFERENCES "Device"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Camera" ADD CONSTRAINT "Camera_divisionId_fkey" FOREIGN KEY ("divisionId") REFERENCES "Division"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Camera" ADD CONSTRAINT "Camera_roadId_fkey" FOREIGN KEY ("roadId") REFERENCES "Road"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CameraStream" ADD CONSTRAINT "CameraStream_cameraId_fkey" FOREIGN KEY ("cameraId") REFERENCES "Camera"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CameraSearch" ADD CONSTRAINT "CameraSearch_cameraId_fkey" FOREIGN KEY ("cameraId") REFERENCES "Camera"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CameraPicture" ADD CONSTRAINT "CameraPicture_cameraId_fkey" FOREIGN KEY ("cameraId") REFERENCES "Camera"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ImportRow" ADD CONSTRAINT "ImportRow_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "ImportJob"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StreamPlacement" ADD CONSTRAINT "StreamPlacement_streamId_fkey" FOREIGN KEY ("streamId") REFERENCES "CameraStream"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StreamPlacement" ADD CONSTRAINT "StreamPlacement_nodeId_fkey" FOREIGN KEY ("nodeId") REFERENCES "MediaNode"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Division" ADD CONSTRAINT "Division_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "Division"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BusinessGroup" ADD CONSTRAINT "BusinessGroup_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "BusinessGroup"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CameraGroup" ADD CONSTRAINT "CameraGroup_cameraId_fkey" FOREIGN KEY ("cameraId") REFERENCES "Camera"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CameraGroup" ADD CONSTRAINT "CameraGroup_groupId_fkey" FOREIGN KEY ("groupId") REFERENCES "BusinessGroup"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RoadLine" ADD CONSTRAINT "RoadLine_roadId_fkey" FOREIGN KEY ("roadId") REFERENCES "Road"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Audit entries are append only.
CREATE FUNCTION "refuseAuditChange"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit entries are append only';
END
$$;

CREATE TRIGGER "AuditEntry_append_only" BEFORE UPDATE OR DELETE ON "AuditEntry"
  FOR EACH ROW EXECUTE FUNCTION "refuseAuditChange"();

CREATE TRIGGER "AuditEntry_no_truncate" BEFORE TRUNCATE ON "AuditEntry"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuseAuditChange"();
