package dev.tarn.catalog.kit;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.iceberg.rest.RESTCompatibilityKitCatalogTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;

import java.lang.reflect.Method;
import java.util.Arrays;

/// The table half of Iceberg's REST compatibility kit: every test of it is inherited.
@ExtendWith(KitServer.class)
class RestCompatibilityKitTablesTest extends RESTCompatibilityKitCatalogTests {
    /// What the kit's version in use holds; another version may hold more.
    private static final int KIT_TESTS = 101;

    @Test
    void whole_kit_is_here() {
        long tests =
                Arrays.stream(RESTCompatibilityKitCatalogTests.class.getMethods())
                        .filter(RestCompatibilityKitTablesTest::isTest)
                        .count();
        assertThat(tests).isEqualTo(KIT_TESTS);
    }

    private static boolean isTest(Method method) {
        return method.isAnnotationPresent(Test.class)
                || method.isAnnotationPresent(ParameterizedTest.class);
    }

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
