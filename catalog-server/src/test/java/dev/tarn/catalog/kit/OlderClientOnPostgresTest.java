package dev.tarn.catalog.kit;

import dev.tarn.catalog.OnPostgres;

@OnPostgres
class OlderClientOnPostgresTest extends OlderClientTest {}
