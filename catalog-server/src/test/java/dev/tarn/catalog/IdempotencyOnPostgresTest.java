package dev.tarn.catalog;

@OnPostgres
class IdempotencyOnPostgresTest extends IdempotencyTest {}
