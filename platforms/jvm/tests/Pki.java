package tests;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates for the tests, made by the JDK's keytool, new for every run. */
final class Pki {
    /** Who is called localhost and 127.0.0.1, signed by the root. */
    static final String SERVER = "server";

    /** Who is called elsewhere.example, signed by the root. */
    static final String ELSEWHERE = "elsewhere";

    /** Who is called localhost and 127.0.0.1, signed by nobody that counts. */
    static final String STRANGER = "stranger";

    /** Who is a client, signed by the root. */
    static final String CLIENT = "client";

    private static final char[] PASSWORD = "no secret".toCharArray();
    private static final KeyStore STORE = make();

    private Pki() {}

    private static KeyStore make() {
        try {
            Path directory = Files.createTempDirectory("pki");
            Path file = directory.resolve("store");
            keytool(file, "root", "bc:critical=ca:true");
            keytool(file, SERVER, "san=dns:localhost,ip:127.0.0.1", "-signer", "root");
            keytool(file, ELSEWHERE, "san=dns:elsewhere.example", "-signer", "root");
            keytool(file, STRANGER, "san=dns:localhost,ip:127.0.0.1");
            keytool(file, CLIENT, "eku=clientAuth", "-signer", "root");
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, PASSWORD);
            }
            Files.delete(file);
            Files.delete(directory);
            return store;
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new AssertionError("no certificates", e);
        }
    }

    private static void keytool(Path file, String alias, String extension, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-keystore", file.toString(), "-storetype", "PKCS12",
                "-storepass", new String(PASSWORD), "-keyalg", "EC", "-groupname", "secp256r1",
                "-validity", "2", "-alias", alias, "-dname", "CN=" + alias, "-ext", extension));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException(said);
        }
    }

    /** What a client must trust to trust everybody but the stranger. */
    static byte[] roots() {
        return pem("CERTIFICATE", der("root"));
    }

    static byte[] certificate(String alias) {
        return pem("CERTIFICATE", der(alias));
    }

    static byte[] key(String alias) {
        try {
            return pem("PRIVATE KEY", STORE.getKey(alias, PASSWORD).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The pin of a public key: its SHA-256 in Base64. */
    static String pin(String alias) {
        try {
            byte[] key = STORE.getCertificate(alias).getPublicKey().getEncoded();
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** What a server that is called alias needs; it trusts clients that the root signed. */
    static SSLContext context(String alias) {
        try {
            KeyStore own = empty();
            Certificate[] chain = STORE.getCertificateChain(alias);
            own.setKeyEntry(alias, STORE.getKey(alias, PASSWORD), PASSWORD, chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, PASSWORD);
            KeyStore trusted = empty();
            trusted.setCertificateEntry("root", STORE.getCertificate("root"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    static byte[] der(String alias) {
        try {
            return STORE.getCertificate(alias).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] pem(String what, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return ("-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
