package dev.tarn.catalog;

@OnPostgres
class RemovalOnPostgresTest extends RemovalTest {}
