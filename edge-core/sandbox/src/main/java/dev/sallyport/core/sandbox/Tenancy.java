package dev.sallyport.core.sandbox;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.sallyport.core.FileGate;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which process owns the sandbox of a folder, and where it answers. The operating system gives the lock back when the
 * owner ends, however it ends.
 */
final class Tenancy {
    private final Path folder;
    private @Nullable FileGate gate;

    /**
     * What an owner tells the others, in a file 0600.
     *
     * @param endpoint speaks AWS's wire protocols
     * @param accessKeyId of the account's root
     * @param secretAccessKey belongs to it
     * @param edgeToken lets its holder choose the client address of a viewer request
     * @param pid of the owner
     */
    record Notice(URI endpoint, String accessKeyId, String secretAccessKey, String edgeToken, long pid) {
        @Override
        public String toString() {
            return "Notice[" + endpoint + "]";
        }

        boolean isOwnerAlive() {
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        }
    }

    Tenancy(Path folder) {
        this.folder = Home.privateFolder(folder);
    }

    Path folder() {
        return folder;
    }

    /** Becomes the owner, unless another process is. */
    synchronized boolean acquire() {
        if (gate != null) {
            return true;
        }
        Path file = folder.resolve("owner.lock");
        try {
            gate = FileGate.enter(file).orElse(null);
            return gate != null;
        } catch (IOException e) {
            throw SallyportException.unavailable(
                            "SP-SANDBOX-STATE",
                            "The sandbox's lock " + file + " cannot be taken.",
                            "Check the rights of the folder, or use another --home.")
                    .causedBy(e);
        }
    }

    synchronized void release() {
        try {
            if (gate != null) {
                gate.close();
            }
        } catch (IOException lostWithTheProcessAnyway) {
            // The lock ends with the process at the latest.
        } finally {
            gate = null;
        }
    }

    /** What the last owner told; it may be gone. */
    Optional<Notice> notice() {
        try {
            return Optional.of(Json.MAPPER.readValue(Files.readAllBytes(folder.resolve("endpoint.json")), Notice.class));
        } catch (NoSuchFileException | JacksonException notYetTold) {
            return Optional.empty();
        } catch (IOException e) {
            throw SallyportException.unavailable(
                            "SP-SANDBOX-STATE",
                            "The sandbox's endpoint file in " + folder + " cannot be read.",
                            "Check its rights, or use another --home.")
                    .causedBy(e);
        }
    }

    void tell(Notice notice) {
        try {
            Home.writePrivate(folder.resolve("endpoint.json"), Json.MAPPER.writeValueAsBytes(notice));
        } catch (JacksonException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where hosts answered on loopback when the owner last said so; the owner may be gone. */
    Map<String, Integer> ports() {
        try {
            return Json.MAPPER.readValue(Files.readAllBytes(folder.resolve("addresses.json")), new TypeReference<>() {});
        } catch (NoSuchFileException | JacksonException notYetTold) {
            return Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void tell(Map<String, Integer> ports) {
        try {
            Home.writePrivate(folder.resolve("addresses.json"), Json.MAPPER.writeValueAsBytes(ports));
        } catch (JacksonException e) {
            throw new IllegalStateException(e);
        }
    }
}
