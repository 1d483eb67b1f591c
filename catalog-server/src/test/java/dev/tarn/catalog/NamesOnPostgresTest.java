package dev.tarn.catalog;

@OnPostgres
class NamesOnPostgresTest extends NamesTest {}
