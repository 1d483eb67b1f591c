package dev.tarn.catalog;

@OnPostgres
class RepeatedRequestsOnPostgresTest extends RepeatedRequestsTest {}
