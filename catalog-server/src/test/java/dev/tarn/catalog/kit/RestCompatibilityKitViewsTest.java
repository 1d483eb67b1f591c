package dev.tarn.catalog.kit;

import org.apache.iceberg.rest.RESTCompatibilityKitViewCatalogTests;
import org.junit.jupiter.api.extension.ExtendWith;

/// The view half of Iceberg's REST compatibility kit.
@ExtendWith(KitServer.class)
class RestCompatibilityKitViewsTest extends RESTCompatibilityKitViewCatalogTests {}
