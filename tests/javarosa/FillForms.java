import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.IDataReference;
import org.javarosa.core.model.SubmissionProfile;
import org.javarosa.core.services.PropertyManager;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.model.xform.XPathReference;

/**
 * Fills a form many times with random valid answers, using JavaRosa, ODK's own engine.
 *
 * <p>{@code java -cp ODK_Validate.jar:classes FillForms FORM.xml SEED COUNT OUTDIR [MEDIADIR]}
 * writes a folder OUTDIR/NNNNN for each fill: {@code submission.xml} exactly as JavaRosa serialises
 * it, {@code model.json} with every answer as JavaRosa's model holds it, and the attachments.
 * MEDIADIR holds the files that the form's manifest would list.
 */
public final class FillForms {
    private FillForms() {}

    public static void main(String[] words) throws Exception {
        if (words.length < 4 || words.length > 5) {
            System.err.println("usage: FillForms FORM.xml SEED COUNT OUTDIR [MEDIADIR]");
            System.exit(2);
        }
        Path form = Path.of(words[0]).toAbsolutePath();
        Path media = words.length > 4 ? Path.of(words[4]) : form.getParent();
        prepare(media);
        Blank blank = new Blank(Files.readAllBytes(form));
        long seed = Long.parseLong(words[1]);
        int count = Integer.parseInt(words[2]);
        for (int number = 0; number < count; number++) {
            Path folder = Path.of(words[3], String.format("%05d", number));
            Files.createDirectories(folder);
            fill(blank, new Random(seed * 1_000_003L + number), folder);
        }
    }

    private static void prepare(Path media) {
        new XFormsModule().registerModule();
        PropertyManager.setPropertyManager(new Device());
        MediaFolder.register(media);
    }

    private static void fill(Blank blank, Random random, Path folder) throws Exception {
        FormDef form = blank.fresh();
        Walk walk = new Walk(form, random, new Candidates(blank, random, folder));
        walk.toTheEnd();
        Files.write(folder.resolve("submission.xml"), serialise(form));
        Files.write(
                folder.resolve("model.json"),
                new Model(form).asJson().getBytes(StandardCharsets.UTF_8));
    }

    /** Serialise as Collect does: what submission/@ref names, or everything. */
    private static byte[] serialise(FormDef form) throws IOException {
        SubmissionProfile profile = form.getSubmissionProfile();
        IDataReference from =
                profile != null && profile.getRef() != null
                        ? profile.getRef()
                        : new XPathReference("/");
        return new XFormSerializingVisitor().serializeInstance(form.getMainInstance(), from);
    }
}
