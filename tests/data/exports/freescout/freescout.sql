-- phpMyAdmin SQL Dump
-- version 5.2.1
--
-- Host: localhost
-- Server version: 10.11.6-MariaDB

SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
START TRANSACTION;
SET time_zone = "+00:00";

/*!40101 SET NAMES utf8mb4 */;

--
-- Database: `freescout`
--

CREATE TABLE `attachments` (
  `id` int(10) UNSIGNED NOT NULL,
  `thread_id` int(11) DEFAULT NULL,
  `user_id` int(11) DEFAULT NULL,
  `file_dir` varchar(20) DEFAULT NULL,
  `file_name` varchar(255) NOT NULL,
  `mime_type` varchar(127) NOT NULL,
  `type` int(10) UNSIGNED NOT NULL,
  `size` int(10) UNSIGNED DEFAULT NULL,
  `embedded` tinyint(1) NOT NULL DEFAULT 0,
  `token_type` tinyint(3) UNSIGNED NOT NULL DEFAULT 3
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

INSERT INTO `attachments` (`id`, `thread_id`, `user_id`, `file_dir`, `file_name`, `mime_type`, `type`, `size`, `embedded`, `token_type`) VALUES
(71, 501, NULL, '4/2/1/', 'verbale.txt', 'text/plain', 0, 7, 0, 3),
(72, 501, NULL, '../', 'freescout.sql', 'text/plain', 0, 7, 0, 3);

CREATE TABLE `conversations` (
  `id` int(10) UNSIGNED NOT NULL,
  `number` int(10) UNSIGNED NOT NULL,
  `threads_count` int(10) UNSIGNED NOT NULL DEFAULT 0,
  `type` tinyint(3) UNSIGNED NOT NULL,
  `folder_id` int(11) NOT NULL,
  `status` tinyint(3) UNSIGNED NOT NULL DEFAULT 1,
  `state` tinyint(3) UNSIGNED NOT NULL DEFAULT 1,
  `subject` varchar(998) DEFAULT NULL,
  `customer_email` varchar(191) DEFAULT NULL,
  `mailbox_id` int(11) NOT NULL,
  `user_id` int(11) DEFAULT NULL,
  `customer_id` int(11) DEFAULT NULL,
  `source_via` tinyint(3) UNSIGNED NOT NULL,
  `source_type` tinyint(3) UNSIGNED NOT NULL,
  `closed_at` timestamp NULL DEFAULT NULL,
  `created_at` timestamp NULL DEFAULT NULL,
  `updated_at` timestamp NULL DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

INSERT INTO `conversations` (`id`, `number`, `threads_count`, `type`, `folder_id`, `status`, `state`, `subject`, `customer_email`, `mailbox_id`, `user_id`, `customer_id`, `source_via`, `source_type`, `closed_at`, `created_at`, `updated_at`) VALUES
(101, 901, 1, 1, 1, 1, 2, 'Verbale d''assemblea', 'rita@coopera.example', 1, NULL, 11, 1, 1, NULL, '2026-02-26 08:00:00', '2026-02-26 08:00:00'),
(102, 902, 2, 1, 1, 2, 2, 'Credenziali', 'rita@coopera.example', 1, 1, 11, 1, 1, NULL, '2026-02-24 08:00:00', '2026-02-24 09:00:00'),
(103, 903, 1, 1, 4, 4, 2, 'Vinci subito', 'spam@spam.example', 1, NULL, 12, 1, 1, NULL, '2026-02-24 08:00:00', '2026-02-24 09:00:00');

CREATE TABLE `customers` (
  `id` int(10) UNSIGNED NOT NULL,
  `first_name` varchar(255) DEFAULT NULL,
  `last_name` varchar(255) DEFAULT NULL,
  `company` text DEFAULT NULL,
  `job_title` text DEFAULT NULL,
  `phones` text DEFAULT NULL,
  `background` text DEFAULT NULL,
  `address` text DEFAULT NULL,
  `city` varchar(255) DEFAULT NULL,
  `created_at` timestamp NULL DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

INSERT INTO `customers` (`id`, `first_name`, `last_name`, `company`, `job_title`, `phones`, `background`, `address`, `city`, `created_at`) VALUES
(11, 'Rita', 'Cecchin', 'Coopera scs', 'Segretaria', '[{\"value\":\"0445 880011\",\"type\":1,\"n\":\"0445880011\"},{\"value\":\"0445 880019\",\"type\":5,\"n\":\"0445880019\"}]', NULL, 'Via Roma 1', 'Malo', '2025-01-01 00:00:00'),
(12, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2025-01-01 00:00:00');

CREATE TABLE `emails` (
  `id` int(10) UNSIGNED NOT NULL,
  `customer_id` int(11) NOT NULL,
  `email` varchar(191) NOT NULL,
  `type` tinyint(3) UNSIGNED NOT NULL DEFAULT 1
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

INSERT INTO `emails` (`id`, `customer_id`, `email`, `type`) VALUES
(1, 11, 'rita@coopera.example', 1),
(2, 11, 'segreteria@coopera.example', 1),
(3, 12, 'spam@spam.example', 1);

CREATE TABLE `mailboxes` (
  `id` int(10) UNSIGNED NOT NULL,
  `name` varchar(40) NOT NULL,
  `email` varchar(128) NOT NULL,
  `in_password` text DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

INSERT INTO `mailboxes` (`id`, `name`, `email`, `in_password`) VALUES
(1, 'Assistenza', 'aiuto@assistenza.example', 'eyJpdiI6');

CREATE TABLE `threads` (
  `id` int(10) UNSIGNED NOT NULL,
  `conversation_id` int(11) NOT NULL,
  `user_id` int(11) DEFAULT NULL,
  `type` tinyint(3) UNSIGNED NOT NULL,
  `status` tinyint(3) UNSIGNED NOT NULL DEFAULT 1,
  `state` tinyint(3) UNSIGNED NOT NULL DEFAULT 1,
  `action_type` tinyint(3) UNSIGNED DEFAULT NULL,
  `body` longtext DEFAULT NULL,
  `from` varchar(191) DEFAULT NULL,
  `to` text DEFAULT NULL,
  `message_id` varchar(998) DEFAULT NULL,
  `source_via` tinyint(3) UNSIGNED NOT NULL,
  `source_type` tinyint(3) UNSIGNED NOT NULL,
  `customer_id` int(11) DEFAULT NULL,
  `created_by_user_id` int(11) DEFAULT NULL,
  `created_by_customer_id` int(11) DEFAULT NULL,
  `created_at` timestamp NULL DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

INSERT INTO `threads` (`id`, `conversation_id`, `user_id`, `type`, `status`, `state`, `action_type`, `body`, `from`, `to`, `message_id`, `source_via`, `source_type`, `customer_id`, `created_by_user_id`, `created_by_customer_id`, `created_at`) VALUES
(501, 101, NULL, 1, 1, 2, NULL, '<div>Dove si carica il <b>verbale</b>? È allegato; grazie (Rita)</div>', 'rita@coopera.example', '[\"aiuto@assistenza.example\"]', 'r1@coopera.example', 1, 1, 11, NULL, 11, '2026-02-26 08:00:00'),
(502, 102, NULL, 1, 1, 2, NULL, 'Ho perso la password.', 'rita@coopera.example', '[\"aiuto@assistenza.example\"]', 'r2@coopera.example', 1, 1, 11, NULL, 11, '2026-02-24 08:00:00'),
(503, 102, 1, 2, 2, 2, NULL, '<div>Quale utente usa?</div>', NULL, '[\"rita@coopera.example\"]', NULL, 2, 2, 11, 1, NULL, '2026-02-24 08:30:00'),
(504, 102, 1, 4, 2, 2, 1, NULL, NULL, NULL, NULL, 2, 2, 11, 1, NULL, '2026-02-24 08:30:01'),
(505, 102, 1, 2, 2, 1, NULL, '<div>Non ancora finita</div>', NULL, '[]', NULL, 2, 2, 11, 1, NULL, '2026-02-24 09:00:00');

CREATE TABLE `users` (
  `id` int(10) UNSIGNED NOT NULL,
  `first_name` varchar(20) NOT NULL,
  `last_name` varchar(30) NOT NULL,
  `email` varchar(100) NOT NULL,
  `password` varchar(255) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

INSERT INTO `users` (`id`, `first_name`, `last_name`, `email`, `password`) VALUES
(1, 'Marta', 'Pozza', 'marta@assistenza.example', '$2y$10$x');

ALTER TABLE `attachments`
  ADD PRIMARY KEY (`id`);
COMMIT;
