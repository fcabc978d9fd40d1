package tests;

import io.github.threadedtcp.mobile.Chunk;
import io.github.threadedtcp.mobile.ConnInfo;
import io.github.threadedtcp.mobile.Failure;
import io.github.threadedtcp.mobile.Listener;
import io.github.threadedtcp.probe.Probe;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A listener that keeps what it is told, for a test to wait for. Every wait ends in an
 * error after {@link Hangs#PATIENCE}, with what was told until then and Go's stacks.
 */
class Heard implements Listener {
    private final List<String> news = new ArrayList<>();
    private final List<Integer> states = new ArrayList<>();
    private final List<Long> delays = new ArrayList<>();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final Set<Thread> threads = new LinkedHashSet<>();
    private ConnInfo secured;
    private Failure why;
    private int secures, writables, ends;

    @Override
    public void onState(int state, ConnInfo info) throws Exception {
        told("state " + state, () -> states.add(state));
    }

    @Override
    public void onData(Chunk chunk) throws Exception {
        byte[] bytes = chunk.bytes();
        told("data of " + bytes.length, () -> data.writeBytes(bytes));
    }

    @Override
    public void onSecure(ConnInfo info) throws Exception {
        told("secure", () -> {
            secured = info;
            secures++;
        });
    }

    @Override
    public void onWritable(long queuedBytes) throws Exception {
        told("writable, " + queuedBytes + " queued", () -> writables++);
    }

    @Override
    public void onRetry(int attempt, long delayMillis, Failure why) throws Exception {
        told("retry " + attempt + " in " + delayMillis + " ms: " + text(why), () -> delays.add(delayMillis));
    }

    @Override
    public void onClosed(Failure why) throws Exception {
        told("closed: " + text(why), () -> {
            this.why = why;
            ends++;
        });
    }

    private static String text(Failure why) {
        return why == null ? "no failure" : why.codeName() + ", " + why.message();
    }

    private synchronized void told(String what, Runnable keep) {
        threads.add(Thread.currentThread());
        if (news.size() < 200) {
            news.add(what);
        }
        keep.run();
        notifyAll();
    }

    /** Waits until something is so. */
    final synchronized void until(String what, BooleanSupplier so) {
        long end = System.nanoTime() + Hangs.PATIENCE.toNanos();
        while (!so.getAsBoolean()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("never " + what + "; heard " + news + "\n" + Probe.working());
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted before " + what, e);
            }
        }
    }

    /** Waits until a state was told, since the start or the last call of this. */
    final synchronized void state(long state) {
        until("state " + state, () -> states.contains((int) state));
        states.subList(0, states.indexOf((int) state) + 1).clear();
    }

    /** Waits for that many bytes, and takes them. */
    final synchronized byte[] bytes(int n) {
        until(n + " bytes", () -> data.size() >= n);
        byte[] all = data.toByteArray();
        data.reset();
        data.write(all, n, all.length - n);
        return java.util.Arrays.copyOf(all, n);
    }

    final String text(int n) {
        return new String(bytes(n), StandardCharsets.UTF_8);
    }

    final synchronized int left() {
        return data.size();
    }

    final synchronized ConnInfo secured(int times) {
        until("secure " + times + " times", () -> secures >= times);
        return secured;
    }

    final synchronized void writable() {
        until("writable", () -> writables > 0);
    }

    final synchronized void retries(int times) {
        until("retried " + times + " times", () -> delays.size() >= times);
    }

    /** How long it was to wait before each retry, in milliseconds. */
    final synchronized List<Long> delays() {
        return List.copyOf(delays);
    }

    /** Waits for the end, and returns why. */
    final synchronized Failure end() {
        until("closed", () -> ends > 0);
        return why;
    }

    final int code() {
        Failure end = end();
        return end == null ? 0 : end.code();
    }

    /** How many ends were told, and what last. */
    final synchronized int ends() {
        return ends;
    }

    final synchronized String last() {
        return news.get(news.size() - 1);
    }

    final synchronized List<String> news() {
        return List.copyOf(news);
    }

    /** The threads that told something. */
    final synchronized Set<Thread> threads() {
        return Set.copyOf(threads);
    }
}
