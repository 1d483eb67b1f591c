package dev.tarn.catalog;

@OnPostgres
class IssuerOnPostgresTest extends IssuerTest {}
