package dev.tarn.catalog;

@OnPostgres
class PurgeCrashOnPostgresTest extends PurgeCrashTest {}
