package dev.tarn.catalog;

import dev.tarn.catalog.store.CatalogStore;
import dev.tarn.catalog.store.ColumnsRow;
import dev.tarn.catalog.store.CommitOutcomeUnknownException;
import dev.tarn.catalog.store.EntryKind;
import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.FunctionReads;
import dev.tarn.catalog.store.IdempotencyRow;
import dev.tarn.catalog.store.KeyRange;
import dev.tarn.catalog.store.ListedRow;
import dev.tarn.catalog.store.NamespaceRow;
import dev.tarn.catalog.store.PipeReads;
import dev.tarn.catalog.store.PlanReads;
import dev.tarn.catalog.store.StoreTransaction;
import dev.tarn.catalog.store.StoreUnavailableException;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A real store whose next write goes wrong in a chosen way.
final class FlakyStore implements CatalogStore {
    /// How the next write fails.
    enum Fault {
        NONE,
        /// Applied, but the answer is lost.
        ANSWER_LOST,
        /// Applied, the answer is lost, and the store cannot be read afterwards.
        ANSWER_LOST_AND_STORE_DOWN,
        /// Never applied, and nobody says so.
        COMMIT_LOST,
        /// Never applied, and known to be.
        REFUSED
    }

    private final CatalogStore wrapped;
    private Fault fault = Fault.NONE;
    private Runnable meanwhile = () -> {};
    private boolean isDown;

    FlakyStore(CatalogStore wrapped) {
        this.wrapped = wrapped;
    }

    /// @param other what somebody else does just before the write, or before its loss is noticed
    void failNextWrite(Fault next, Runnable other) {
        fault = next;
        meanwhile = other;
    }

    void failNextWrite(Fault next) {
        failNextWrite(next, () -> {});
    }

    void recover() {
        isDown = false;
    }

    @Override
    public <T> T write(Function<StoreTransaction, T> work) {
        Fault now = fault;
        Runnable other = meanwhile;
        fault = Fault.NONE;
        meanwhile = () -> {};
        if (now != Fault.COMMIT_LOST) {
            other.run();
        }
        return switch (now) {
            case NONE -> wrapped.write(work);
            case ANSWER_LOST -> {
                wrapped.write(work);
                throw lost();
            }
            case ANSWER_LOST_AND_STORE_DOWN -> {
                wrapped.write(work);
                isDown = true;
                throw lost();
            }
            case COMMIT_LOST -> {
                runAndRollBack(work);
                other.run();
                throw lost();
            }
            case REFUSED -> throw new StoreUnavailableException("Injected", new IOException());
        };
    }

    private <T> void runAndRollBack(Function<StoreTransaction, T> work) {
        try {
            wrapped.write(transaction -> {
                throw new IllegalStateException("roll back " + work.apply(transaction));
            });
        } catch (IllegalStateException e) {
            // as wanted
        }
    }

    private static CommitOutcomeUnknownException lost() {
        return new CommitOutcomeUnknownException("Injected", new IOException());
    }

    private CatalogStore reads() {
        if (isDown) {
            throw new StoreUnavailableException("Injected", new IOException());
        }
        return wrapped;
    }

    @Override
    public String warehouseId() {
        return wrapped.warehouseId();
    }

    @Override
    public Optional<NamespaceRow> findNamespace(String path) {
        return reads().findNamespace(path);
    }

    @Override
    public List<NamespaceRow> listNamespaces(
            String parentPath, KeyRange range, List<String> seenBy) {
        return reads().listNamespaces(parentPath, range, seenBy);
    }

    @Override
    public Optional<EntryRow> findEntry(String namespacePath, String name) {
        return reads().findEntry(namespacePath, name);
    }

    @Override
    public Optional<EntryRow> findEntryById(String id) {
        return reads().findEntryById(id);
    }

    @Override
    public List<String> listNames(
            String namespaceId, EntryKind kind, KeyRange range, List<String> seenBy) {
        return reads().listNames(namespaceId, kind, range, seenBy);
    }

    @Override
    public List<ListedRow> listEntries(
            String namespaceId, EntryKind kind, KeyRange range, List<String> seenBy) {
        return reads().listEntries(namespaceId, kind, range, seenBy);
    }

    @Override
    public List<ColumnsRow> listColumns(String namespaceId) {
        return reads().listColumns(namespaceId);
    }

    @Override
    public boolean isCommitted(String commitId) {
        return reads().isCommitted(commitId);
    }

    @Override
    public Optional<IdempotencyRow> findIdempotency(String key) {
        return reads().findIdempotency(key);
    }

    @Override
    public FunctionReads functions() {
        return reads().functions();
    }

    @Override
    public PipeReads pipes() {
        return reads().pipes();
    }

    @Override
    public PlanReads plans() {
        return reads().plans();
    }
}
