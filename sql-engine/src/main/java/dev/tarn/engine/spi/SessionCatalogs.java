package dev.tarn.engine.spi;

import dev.tarn.engine.Session;

import java.util.Collection;

/// The catalogs of an engine as one session sees them: bound to who asks. Asked once by each
/// statement with a name that may lead into one, which a check is cheap enough for. Thread-safe.
@FunctionalInterface
public interface SessionCatalogs {
    Collection<CatalogConnection> of(Session session);
}
