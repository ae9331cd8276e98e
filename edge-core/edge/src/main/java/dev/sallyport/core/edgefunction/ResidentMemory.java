package dev.sallyport.core.edgefunction;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Measures and caps the resident size of busy children: Node's heap limit does not count Buffers. */
final class ResidentMemory {
    private static final boolean LINUX = Files.isDirectory(Path.of("/proc/self"));
    private static final boolean WINDOWS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("win");
    private static final long PAGE = 4096;
    private static final long PERIOD_MILLIS = LINUX ? 20 : 250;
    private static final Set<NodeChild> BUSY = ConcurrentHashMap.newKeySet();

    static {
        Thread.ofPlatform().daemon().name("function-memory").start(ResidentMemory::watch);
    }

    private ResidentMemory() {}

    static void watch(NodeChild child) {
        BUSY.add(child);
    }

    static void forget(NodeChild child) {
        BUSY.remove(child);
    }

    private static void watch() {
        while (true) {
            for (NodeChild child : BUSY) {
                child.sawMemory(bytes(child.pid()));
            }
            try {
                Thread.sleep(PERIOD_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** The resident size in bytes, 0 when the process is gone or the system does not tell. */
    static long bytes(long pid) {
        try {
            if (LINUX) {
                String[] pages = Files.readString(Path.of("/proc", Long.toString(pid), "statm")).split(" ", 3);
                return Long.parseLong(pages[1]) * PAGE;
            }
            Process asked = WINDOWS
                    ? new ProcessBuilder("tasklist", "/fi", "PID eq " + pid, "/fo", "csv", "/nh").start()
                    : new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
            String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String kilobytes = (WINDOWS ? said.substring(said.lastIndexOf(",\"") + 1) : said).replaceAll("\\D", "");
            return kilobytes.isEmpty() ? 0 : Long.parseLong(kilobytes) * 1024;
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return 0;
        }
    }
}
