package dev.tarn.catalog.kit;

import org.apache.iceberg.rest.RESTCompatibilityKitCatalogTests;
import org.junit.jupiter.api.extension.ExtendWith;

/// The table half of Iceberg's REST compatibility kit.
@ExtendWith(KitServer.class)
class RestCompatibilityKitTablesTest extends RESTCompatibilityKitCatalogTests {}
