package dev.tarn.catalog;

@OnPostgres
class GrantingOnPostgresTest extends GrantingTest {}
