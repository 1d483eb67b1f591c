package dev.tarn.catalog.store;

import dev.tarn.catalog.OnPostgres;

@OnPostgres
class StoreRaceOnPostgresTest extends StoreRaceTest {}
