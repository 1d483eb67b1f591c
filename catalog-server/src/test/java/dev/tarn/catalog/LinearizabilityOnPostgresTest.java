package dev.tarn.catalog;

@OnPostgres
class LinearizabilityOnPostgresTest extends LinearizabilityTest {}
