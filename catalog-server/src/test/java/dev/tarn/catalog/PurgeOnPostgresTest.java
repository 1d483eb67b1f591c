package dev.tarn.catalog;

@OnPostgres
class PurgeOnPostgresTest extends PurgeTest {}
