package dev.tarn.catalog;

@OnPostgres
class ConditionalLoadOnPostgresTest extends ConditionalLoadTest {}
