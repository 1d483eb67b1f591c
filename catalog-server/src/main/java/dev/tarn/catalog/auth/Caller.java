package dev.tarn.catalog.auth;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// Who makes one call, and what they may do. Bound to the thread for the time of the call
/// ([#during]), so that no look-up can do without.
///
/// Made for one call and used by one thread at a time: the call's own, or one it waits for. Grants
/// are fetched when they are first needed, and are those of the version that was read when the call
/// came in.
public final class Caller {
    private static final ScopedValue<Caller> CURRENT = ScopedValue.newInstance();

    private final Principal principal;
    private final Door door;
    private final Function<String, Grants> source;
    private @Nullable Grants grants;
    private boolean decided;
    private final Set<String> made = new HashSet<>();

    /// Where the call comes from. The engine checks columns itself and never hands out files, so it
    /// may load a table of which its principal may use only a part.
    public enum Door {
        HTTP,
        ENGINE
    }

    Caller(Principal principal, Door door, Function<String, Grants> source) {
        this.principal = principal;
        this.door = door;
        this.source = source;
    }

    /// Somebody who may do everything.
    static Caller unchecked(Principal principal, Door door) {
        return new Caller(principal, door, _ -> Grants.ALL);
    }

    /// Whoever has not said who they are, and may do nothing.
    public static Caller nobody() {
        return new Caller(Principal.NOBODY, Door.HTTP, _ -> Grants.of(List.of()));
    }

    /// This process itself.
    public static Caller system() {
        return unchecked(Principal.SYSTEM, Door.ENGINE);
    }

    /// Who makes the call that this thread is in.
    ///
    /// @throws IllegalStateException outside any call: background work says so with [#system]
    public static Caller current() {
        if (!CURRENT.isBound()) {
            throw new IllegalStateException("Nobody is known to be calling");
        }
        return CURRENT.get();
    }

    /// The caller's name, or null outside any call.
    public static @Nullable String currentName() {
        return CURRENT.isBound() ? CURRENT.get().principal.name() : null;
    }

    /// Does `work` in the name of this caller.
    public <T> T during(Supplier<T> work) {
        return ScopedValue.where(CURRENT, this).call(work::get);
    }

    /// The same for work without a result.
    public void run(Runnable work) {
        ScopedValue.where(CURRENT, this).run(work);
    }

    /// Work in the name of whoever makes the call that this thread is in, on whichever thread it is
    /// done; outside any call, the work as it is. The call must wait for its end.
    public static <T, R> Function<T, R> carried(Function<T, R> work) {
        if (!CURRENT.isBound()) {
            return work;
        }
        Caller caller = CURRENT.get();
        return input -> caller.during(() -> work.apply(input));
    }

    public Principal principal() {
        return principal;
    }

    public Door door() {
        return door;
    }

    /// What the caller may do in a warehouse. Asking for it counts as a decision.
    public Grants grants(String warehouseId) {
        decided = true;
        Grants known = grants;
        if (known == null) {
            known = principal.isAdmin() ? Grants.ALL : source.apply(warehouseId);
            grants = known;
        }
        return known;
    }

    /// Remembers what this call made, which is the caller's before its grants tell.
    public void made(String id) {
        made.add(id);
    }

    public boolean hasMade(String id) {
        return made.contains(id);
    }

    /// Whether anything was decided during this call. An answer that nobody decided about must not
    /// leave the house.
    public boolean hasDecided() {
        return decided || principal.isAdmin();
    }

    /// Says that there is nothing to decide about this call.
    public void needsNothing() {
        decided = true;
    }

    @Override
    public String toString() {
        return "Caller[" + principal.name() + "]";
    }
}
