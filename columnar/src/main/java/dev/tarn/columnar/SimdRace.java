package dev.tarn.columnar;

/// Whether one family of loops goes by its twins with vector instructions.
///
/// It may where the module `jdk.incubator.vector` is there, the machine fits, and the system
/// property `tarn.simd` is not `false`. Until C2 has compiled them, such loops are a thousand times
/// slower than their scalar twins, so a thread of low priority runs both first: when the answers
/// agree and the vectors have been faster, they are used from then on. `tarn.simd=always` leaves
/// out the race. Thread-safe.
public final class SimdRace {
    private static final String WANTED = System.getProperty("tarn.simd", "race");
    private static final boolean POSSIBLE =
            !"false".equals(WANTED)
                    && ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    private static final int ROUNDS = 200_000;
    private static final int HEAT = 100;

    private final boolean isPossible;
    private volatile boolean won;

    /// Both ways through one family of loops. Called by one thread at a time.
    public interface Twins {
        /// Whether this machine's vectors are wide enough to be worth it.
        boolean fitMachine();

        /// Whether both give the same answers.
        boolean agree();

        /// Runs both, and says whether the vectors were faster.
        boolean vectorsWin();
    }

    private SimdRace(Twins twins) {
        isPossible = POSSIBLE && isTrue(twins::fitMachine);
    }

    /// Has the twins race in a thread called `name`.
    public static SimdRace start(String name, Twins twins) {
        SimdRace race = new SimdRace(twins);
        if (race.isPossible && "always".equals(WANTED)) {
            race.won = isTrue(twins::agree);
        } else if (race.isPossible) {
            Thread.ofPlatform()
                    .name(name)
                    .daemon()
                    .priority(Thread.MIN_PRIORITY)
                    .start(() -> race.won = isTrue(twins::agree) && isTrue(() -> run(twins)));
        }
        return race;
    }

    /// Whether vectors could be used at all. Kept in a constant, it lets C2 leave them out.
    public boolean isPossible() {
        return isPossible;
    }

    /// Whether vectors are used by now.
    public boolean isWon() {
        return won;
    }

    /// Whether vectors have become faster within a bounded number of rounds: they win half of some
    /// rounds in a row, as other programs may take the processor away in the middle of any.
    private static boolean run(Twins twins) {
        for (int round = 0; round < ROUNDS; round += HEAT) {
            int wins = 0;
            for (int i = 0; i < HEAT; i++) {
                wins += twins.vectorsWin() ? 1 : 0;
            }
            if (wins >= HEAT / 2) {
                return true;
            }
        }
        return false;
    }

    /// An incubating module may change under us; the scalar loops do the same.
    private static boolean isTrue(java.util.function.BooleanSupplier question) {
        try {
            return question.getAsBoolean();
        } catch (LinkageError | RuntimeException e) {
            return false;
        }
    }
}
