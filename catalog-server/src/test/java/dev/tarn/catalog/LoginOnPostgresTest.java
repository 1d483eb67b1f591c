package dev.tarn.catalog;

@OnPostgres
class LoginOnPostgresTest extends LoginTest {}
