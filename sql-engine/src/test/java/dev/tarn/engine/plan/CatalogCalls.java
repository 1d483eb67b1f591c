package dev.tarn.engine.plan;

import dev.tarn.engine.spi.CatalogConnection;

import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.inmemory.InMemoryCatalog;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Writes down what is asked of a catalog, such as `loadTable(tpch.region)`.
final class CatalogCalls {
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final InMemoryCatalog catalog;

    CatalogCalls(InMemoryCatalog catalog) {
        this.catalog = catalog;
    }

    CatalogConnection connection(String name) {
        return new CatalogConnection(
                name,
                noted(Catalog.class),
                noted(SupportsNamespaces.class),
                noted(ViewCatalog.class));
    }

    /// The calls since the last time.
    List<String> take() {
        List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    private <T> T noted(Class<T> side) {
        return side.cast(
                Proxy.newProxyInstance(
                        side.getClassLoader(),
                        new Class<?>[] {side},
                        (_, method, arguments) -> {
                            Object[] given = arguments == null ? new Object[0] : arguments;
                            String all = List.of(given).toString();
                            calls.add(
                                    "%s(%s)"
                                            .formatted(
                                                    method.getName(),
                                                    all.substring(1, all.length() - 1)));
                            try {
                                return method.invoke(catalog, given);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }));
    }
}
