package dev.tarn.catalog;

@OnPostgres
class AccessRulesOnPostgresTest extends AccessRulesTest {}
