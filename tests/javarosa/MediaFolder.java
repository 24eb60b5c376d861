import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.javarosa.core.reference.PrefixedRootFactory;
import org.javarosa.core.reference.Reference;
import org.javarosa.core.reference.ReferenceManager;
import org.javarosa.core.reference.RootTranslator;

/** Finds the files that a form names as jr://file/… or jr://file-csv/… in one folder. */
final class MediaFolder extends PrefixedRootFactory {
    private static final String[] KINDS = {"file-csv", "images", "audio", "video"};
    private final Path folder;

    private MediaFolder(Path folder) {
        super(new String[] {"file"});
        this.folder = folder;
    }

    static void register(Path folder) {
        ReferenceManager references = ReferenceManager.instance();
        references.addReferenceFactory(new MediaFolder(folder));
        for (String kind : KINDS) {
            references.addRootTranslator(new RootTranslator("jr://" + kind + "/", "jr://file/"));
        }
    }

    @Override
    protected Reference factory(String terminal, String uri) {
        Path name = Path.of(terminal).getFileName();
        return new MediaFile(folder.resolve(name == null ? "" : name.toString()), uri);
    }

    private record MediaFile(Path path, String uri) implements Reference {
        @Override
        public boolean doesBinaryExist() {
            return Files.exists(path);
        }

        @Override
        public InputStream getStream() throws IOException {
            return Files.newInputStream(path);
        }

        @Override
        public String getURI() {
            return uri;
        }

        @Override
        public String getLocalURI() {
            return path.toString();
        }

        @Override
        public boolean isReadOnly() {
            return true;
        }

        @Override
        public OutputStream getOutputStream() {
            throw new UnsupportedOperationException("read only");
        }

        @Override
        public void remove() {
            throw new UnsupportedOperationException("read only");
        }

        @Override
        public Reference[] probeAlternativeReferences() {
            return new Reference[0];
        }
    }
}
