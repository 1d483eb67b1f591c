package dev.tarn.catalog;

@OnPostgres
class PlanProtocolOnPostgresTest extends PlanProtocolTest {}
