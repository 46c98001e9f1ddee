-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
--
-- Host: localhost    Database: osticket
-- ------------------------------------------------------
-- Server version	8.0.36

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!50503 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;

--
-- Table structure for table `ost_api_key`
--

DROP TABLE IF EXISTS `ost_api_key`;
CREATE TABLE `ost_api_key` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `apikey` varchar(255) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
INSERT INTO `ost_api_key` VALUES (1,'ABCDEF');

DROP TABLE IF EXISTS `ost_attachment`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
CREATE TABLE `ost_attachment` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `object_id` int unsigned NOT NULL,
  `type` char(1) NOT NULL,
  `file_id` int unsigned NOT NULL,
  `name` varchar(255) DEFAULT NULL,
  `inline` tinyint unsigned NOT NULL DEFAULT '0',
  `lang` varchar(16) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `file-type` (`object_id`,`file_id`,`type`)
) ENGINE=InnoDB AUTO_INCREMENT=4 DEFAULT CHARSET=utf8mb3;
/*!40101 SET character_set_client = @saved_cs_client */;

LOCK TABLES `ost_attachment` WRITE;
/*!40000 ALTER TABLE `ost_attachment` DISABLE KEYS */;
INSERT INTO `ost_attachment` VALUES (1,41,'H',5,NULL,0,NULL),(2,43,'H',6,'../../estratto.pdf',0,NULL),(3,1,'C',1,NULL,0,NULL);
/*!40000 ALTER TABLE `ost_attachment` ENABLE KEYS */;
UNLOCK TABLES;

DROP TABLE IF EXISTS `ost_department`;
CREATE TABLE `ost_department` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `pid` int unsigned DEFAULT NULL,
  `name` varchar(128) NOT NULL DEFAULT '',
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
INSERT INTO `ost_department` VALUES (1,NULL,'Assistenza');

DROP TABLE IF EXISTS `ost_file`;
CREATE TABLE `ost_file` (
  `id` int NOT NULL AUTO_INCREMENT,
  `ft` char(1) NOT NULL DEFAULT 'T',
  `bk` char(1) NOT NULL DEFAULT 'D',
  `type` varchar(255) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL DEFAULT '',
  `size` bigint unsigned NOT NULL DEFAULT '0',
  `key` varchar(86) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
  `signature` varchar(86) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `name` varchar(255) NOT NULL DEFAULT '',
  `attrs` varchar(255) DEFAULT NULL,
  `created` datetime NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
INSERT INTO `ost_file` VALUES (5,'T','D','text/plain',13,'k5','s5','errore.txt',NULL,'2026-02-24 10:01:00'),(6,'T','F','application/pdf',9000,'k6','s6','estratto.pdf',NULL,'2026-02-25 09:00:00');

DROP TABLE IF EXISTS `ost_file_chunk`;
CREATE TABLE `ost_file_chunk` (
  `file_id` int NOT NULL,
  `chunk_id` int NOT NULL,
  `filedata` longblob NOT NULL,
  PRIMARY KEY (`file_id`,`chunk_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
INSERT INTO `ost_file_chunk` VALUES (5,1,_binary 'l\'anno\0'),(5,0,0x4572726F72653A);

DROP TABLE IF EXISTS `ost_form_entry`;
CREATE TABLE `ost_form_entry` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `form_id` int unsigned NOT NULL,
  `object_id` int unsigned DEFAULT NULL,
  `object_type` char(1) NOT NULL DEFAULT 'T',
  `sort` int unsigned NOT NULL DEFAULT '1',
  `extra` text,
  `created` datetime NOT NULL,
  `updated` datetime NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
INSERT INTO `ost_form_entry` VALUES (1,1,21,'U',1,NULL,'2024-05-06 09:00:00','2024-05-06 09:00:00'),(2,4,9,'O',1,NULL,'2024-05-06 09:00:00','2024-05-06 09:00:00'),(3,2,51,'T',0,NULL,'2026-02-24 10:00:00','2026-02-24 10:00:00'),(4,2,52,'T',0,NULL,'2026-02-25 09:00:00','2026-02-25 09:00:00'),(5,2,53,'T',0,NULL,'2025-11-03 16:00:00','2025-11-03 16:00:00'),(6,2,54,'T',0,NULL,'2026-02-26 09:00:00','2026-02-26 09:00:00');

DROP TABLE IF EXISTS `ost_form_entry_values`;
CREATE TABLE `ost_form_entry_values` (
  `entry_id` int unsigned NOT NULL,
  `field_id` int unsigned NOT NULL,
  `value` text,
  `value_id` int DEFAULT NULL,
  PRIMARY KEY (`entry_id`,`field_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
INSERT INTO `ost_form_entry_values` VALUES (1,3,'0445 770011X12',NULL),(2,30,'Via dell''Industria 4\nSantorso',NULL),(2,31,'0445 770000',NULL),(3,20,'Il programma non si apre; dice \"anno\"',NULL),(3,22,'Alta',3),(4,20,'Estratto conto',NULL),(4,22,'Normale',2),(5,20,'Cambio aliquota',NULL),(6,20,'Prova',NULL);

DROP TABLE IF EXISTS `ost_form_field`;
CREATE TABLE `ost_form_field` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `form_id` int unsigned NOT NULL,
  `flags` int unsigned DEFAULT '1',
  `type` varchar(255) NOT NULL DEFAULT 'text',
  `label` varchar(255) NOT NULL,
  `name` varchar(64) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
INSERT INTO `ost_form_field` VALUES (3,1,13057,'phone','Telefono','phone'),(20,2,489265,'text','Oggetto','subject'),(22,2,274609,'priority','Priorità','priority'),(30,4,13057,'memo','Indirizzo','address'),(31,4,13057,'phone','Telefono','phone');

DROP TABLE IF EXISTS `ost_help_topic`;
CREATE TABLE `ost_help_topic` (
  `topic_id` int unsigned NOT NULL AUTO_INCREMENT,
  `topic` varchar(128) NOT NULL DEFAULT '',
  PRIMARY KEY (`topic_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
INSERT INTO `ost_help_topic` VALUES (2,'Contabilità');

DROP TABLE IF EXISTS `ost_organization`;
CREATE TABLE `ost_organization` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `name` varchar(128) NOT NULL DEFAULT '',
  `manager` varchar(16) NOT NULL DEFAULT '',
  `status` int unsigned NOT NULL DEFAULT '0',
  `domain` varchar(256) NOT NULL DEFAULT '',
  `extra` text,
  `created` timestamp NULL DEFAULT NULL,
  `updated` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
INSERT INTO `ost_organization` VALUES (9,'Tessitura Summano snc','',8,'tessitura.example',NULL,'2024-05-06 07:00:00','2024-05-06 07:00:00');

DROP TABLE IF EXISTS `ost_staff`;
CREATE TABLE `ost_staff` (
  `staff_id` int unsigned NOT NULL AUTO_INCREMENT,
  `dept_id` int unsigned NOT NULL DEFAULT '0',
  `username` varchar(32) NOT NULL DEFAULT '',
  `firstname` varchar(32) DEFAULT NULL,
  `lastname` varchar(32) DEFAULT NULL,
  `email` varchar(255) DEFAULT NULL,
  PRIMARY KEY (`staff_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
INSERT INTO `ost_staff` VALUES (3,1,'luca','Luca','Bona','luca@assistenza.example'),(4,1,'gina','Gina','Faresin','gina@assistenza.example');

DROP TABLE IF EXISTS `ost_thread`;
CREATE TABLE `ost_thread` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `object_id` int unsigned NOT NULL,
  `object_type` char(1) NOT NULL,
  `extra` text,
  `lastresponse` datetime DEFAULT NULL,
  `lastmessage` datetime DEFAULT NULL,
  `created` datetime NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
INSERT INTO `ost_thread` VALUES (61,51,'T',NULL,NULL,'2026-02-24 10:00:00','2026-02-24 10:00:00'),(62,52,'T',NULL,'2026-02-25 11:00:00','2026-02-25 09:00:00','2026-02-25 09:00:00'),(63,53,'T',NULL,'2025-11-04 09:00:00','2025-11-03 16:00:00','2025-11-03 16:00:00'),(64,7,'A',NULL,NULL,NULL,'2026-02-26 09:00:00');

DROP TABLE IF EXISTS `ost_thread_entry`;
CREATE TABLE `ost_thread_entry` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `pid` int unsigned NOT NULL DEFAULT '0',
  `thread_id` int unsigned NOT NULL DEFAULT '0',
  `staff_id` int unsigned NOT NULL DEFAULT '0',
  `user_id` int unsigned NOT NULL DEFAULT '0',
  `type` char(1) NOT NULL DEFAULT '',
  `flags` int unsigned NOT NULL DEFAULT '0',
  `poster` varchar(128) NOT NULL DEFAULT '',
  `editor` int unsigned DEFAULT NULL,
  `editor_type` char(1) DEFAULT NULL,
  `source` varchar(32) NOT NULL DEFAULT '',
  `title` varchar(255) DEFAULT NULL,
  `body` text NOT NULL,
  `format` varchar(16) NOT NULL DEFAULT 'html',
  `ip_address` varchar(64) NOT NULL DEFAULT '',
  `extra` text,
  `recipients` text,
  `created` datetime NOT NULL,
  `updated` datetime NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
INSERT INTO `ost_thread_entry` VALUES (41,0,61,0,21,'M',65,'Nadia Toldo',NULL,NULL,'Email','Il programma non si apre; dice \"anno\"','<p>Da stamattina il programma <b>non si apre</b>;<br />c\'è scritto: anno (2026).</p>','html','',NULL,NULL,'2026-02-24 10:00:00','2026-02-24 10:00:00'),(42,0,61,4,0,'N',64,'Gina Faresin',NULL,NULL,'','Nota','Chiudere l\'anno dal server?','text','',NULL,NULL,'2026-02-24 11:30:00','2026-02-24 11:30:00'),(43,0,62,0,21,'M',65,'Nadia Toldo',NULL,NULL,'Web',NULL,'Serve l&#039;estratto di gennaio.','html','',NULL,NULL,'2026-02-25 09:00:00','2026-02-25 09:00:00'),(44,43,62,4,0,'R',576,'Gina Faresin',NULL,NULL,'',NULL,'Eccolo: si stampa dal menu Banche.','text','',NULL,NULL,'2026-02-25 11:00:00','2026-02-25 11:00:00'),(45,0,63,0,22,'M',65,'Piero Marangon',NULL,NULL,'Email','Cambio aliquota','Come si cambia?\r\nGrazie','text','',NULL,NULL,'2025-11-03 16:00:00','2025-11-03 16:00:00'),(46,45,63,3,0,'R',68,'Luca Bona',NULL,NULL,'',NULL,'Dal menu Tabele.','text','',NULL,NULL,'2025-11-04 08:59:00','2025-11-04 09:10:00'),(47,45,63,3,0,'R',66,'Luca Bona',3,'S','',NULL,'Dal menu Tabelle.','text','',NULL,NULL,'2025-11-04 09:00:00','2025-11-04 09:10:00');

DROP TABLE IF EXISTS `ost_thread_entry_email`;
CREATE TABLE `ost_thread_entry_email` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `thread_entry_id` int unsigned NOT NULL,
  `email_id` int unsigned DEFAULT NULL,
  `mid` varchar(255) NOT NULL,
  `headers` text,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
INSERT INTO `ost_thread_entry_email` VALUES (1,41,1,'<n1@tessitura.example>',NULL),(2,45,1,'<p1@legatoria.example>',NULL);

DROP TABLE IF EXISTS `ost_ticket`;
CREATE TABLE `ost_ticket` (
  `ticket_id` int unsigned NOT NULL AUTO_INCREMENT,
  `ticket_pid` int unsigned DEFAULT NULL,
  `number` varchar(20) DEFAULT NULL,
  `user_id` int unsigned NOT NULL DEFAULT '0',
  `user_email_id` int unsigned NOT NULL DEFAULT '0',
  `status_id` int unsigned NOT NULL DEFAULT '0',
  `dept_id` int unsigned NOT NULL DEFAULT '0',
  `sla_id` int unsigned NOT NULL DEFAULT '0',
  `topic_id` int unsigned NOT NULL DEFAULT '0',
  `staff_id` int unsigned NOT NULL DEFAULT '0',
  `team_id` int unsigned NOT NULL DEFAULT '0',
  `email_id` int unsigned NOT NULL DEFAULT '0',
  `lock_id` int unsigned NOT NULL DEFAULT '0',
  `flags` int unsigned NOT NULL DEFAULT '0',
  `sort` int unsigned NOT NULL DEFAULT '0',
  `ip_address` varchar(64) NOT NULL DEFAULT '',
  `source` enum('Web','Email','Phone','API','Other') NOT NULL DEFAULT 'Other',
  `source_extra` varchar(40) DEFAULT NULL,
  `isoverdue` tinyint unsigned NOT NULL DEFAULT '0',
  `isanswered` tinyint unsigned NOT NULL DEFAULT '0',
  `duedate` datetime DEFAULT NULL,
  `est_duedate` datetime DEFAULT NULL,
  `reopened` datetime DEFAULT NULL,
  `closed` datetime DEFAULT NULL,
  `lastupdate` datetime DEFAULT NULL,
  `created` datetime NOT NULL,
  `updated` datetime NOT NULL,
  PRIMARY KEY (`ticket_id`)
) ENGINE=InnoDB AUTO_INCREMENT=55 DEFAULT CHARSET=utf8mb3;
INSERT INTO `ost_ticket` VALUES (51,NULL,'731051',21,31,1,1,1,2,3,0,0,0,0,0,'','Email',NULL,1,0,NULL,NULL,NULL,NULL,'2026-02-24 10:00:00','2026-02-24 10:00:00','2026-02-24 10:00:00'),(52,NULL,'731052',21,31,1,1,1,0,0,0,0,0,0,0,'','Web',NULL,0,1,NULL,NULL,NULL,NULL,'2026-02-25 11:00:00','2026-02-25 09:00:00','2026-02-25 11:00:00'),(53,NULL,'731053',22,32,3,1,1,0,3,0,0,0,0,0,'','Email',NULL,0,1,NULL,NULL,NULL,'2025-11-04 09:10:00','2025-11-04 09:10:00','2025-11-03 16:00:00','2025-11-04 09:10:00'),(54,NULL,'731054',22,32,5,1,1,0,0,0,0,0,0,0,'','Web',NULL,0,0,NULL,NULL,NULL,NULL,NULL,'2026-02-26 09:00:00','2026-02-26 09:00:00');

DROP TABLE IF EXISTS `ost_ticket_status`;
CREATE TABLE `ost_ticket_status` (
  `id` int NOT NULL AUTO_INCREMENT,
  `name` varchar(60) NOT NULL DEFAULT '',
  `state` varchar(16) DEFAULT NULL,
  `mode` int unsigned NOT NULL DEFAULT '0',
  `flags` int unsigned NOT NULL DEFAULT '0',
  `sort` int unsigned NOT NULL DEFAULT '0',
  `properties` text NOT NULL,
  `created` datetime NOT NULL,
  `updated` datetime NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
INSERT INTO `ost_ticket_status` VALUES (1,'Aperto','open',3,0,1,'{\"description\":\"Open tickets.\"}','2024-01-01 00:00:00','0000-00-00 00:00:00'),(2,'Risolto','closed',1,0,2,'{}','2024-01-01 00:00:00','0000-00-00 00:00:00'),(3,'Chiuso','closed',3,0,3,'{}','2024-01-01 00:00:00','0000-00-00 00:00:00'),(4,'Archiviato','archived',3,0,4,'{}','2024-01-01 00:00:00','0000-00-00 00:00:00'),(5,'Eliminato','deleted',3,0,5,'{}','2024-01-01 00:00:00','0000-00-00 00:00:00');

DROP TABLE IF EXISTS `ost_user`;
CREATE TABLE `ost_user` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `org_id` int unsigned NOT NULL,
  `default_email_id` int NOT NULL,
  `status` int unsigned NOT NULL DEFAULT '0',
  `name` varchar(128) NOT NULL,
  `created` datetime NOT NULL,
  `updated` datetime NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
INSERT INTO `ost_user` VALUES (21,9,31,0,'Nadia Toldo','2024-05-06 09:00:00','2024-05-06 09:00:00'),(22,0,32,0,'Piero Marangon','2024-05-07 09:00:00','2024-05-07 09:00:00');

DROP TABLE IF EXISTS `ost_user_email`;
CREATE TABLE `ost_user_email` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `user_id` int unsigned NOT NULL,
  `flags` int unsigned NOT NULL DEFAULT '0',
  `address` varchar(255) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
INSERT INTO `ost_user_email` VALUES (31,21,0,'nadia@tessitura.example'),(32,22,0,'piero@legatoria.example');
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

-- Dump completed on 2026-02-28 18:00:01
