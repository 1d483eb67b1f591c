package dev.tarn.columnar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.URL;
import java.net.URLClassLoader;

class DataTypeTest {
    /// In a class loader of its own, where nothing has been initialized.
    @Test
    void constants_are_there_where_their_class_comes_first() throws Exception {
        URL classes = DataType.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes}, null)) {
            Class<?> simple = Class.forName(DataType.Simple.class.getName(), true, loader);
            Class<?> type = loader.loadClass(DataType.class.getName());
            assertThat(type.getField("BIGINT").get(null)).isSameAs(constant(simple, "BIGINT"));
        }
    }

    private static Object constant(Class<?> simple, String name) throws Exception {
        return simple.getField(name).get(null);
    }
}
