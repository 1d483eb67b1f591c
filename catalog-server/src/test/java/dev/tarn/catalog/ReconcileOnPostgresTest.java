package dev.tarn.catalog;

@OnPostgres
class ReconcileOnPostgresTest extends ReconcileTest {}
