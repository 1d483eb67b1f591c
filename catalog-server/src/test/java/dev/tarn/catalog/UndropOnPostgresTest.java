package dev.tarn.catalog;

@OnPostgres
class UndropOnPostgresTest extends UndropTest {}
