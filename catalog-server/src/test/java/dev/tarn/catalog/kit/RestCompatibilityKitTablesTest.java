package dev.tarn.catalog.kit;

import org.apache.iceberg.rest.RESTCompatibilityKitCatalogTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The table half of Iceberg's REST compatibility kit.
@ExtendWith(KitServer.class)
class RestCompatibilityKitTablesTest extends RESTCompatibilityKitCatalogTests {

    /// Switched off in the kit because its own server needs another set-up for it; ours always does
    /// this.
    @Override
    @Test
    public void createTableInUniqueLocation() {
        super.createTableInUniqueLocation();
    }

    /// Not a setting of the kit, though its tests are there.
    @Override
    protected boolean supportsNestedNamespaces() {
        return true;
    }
}
