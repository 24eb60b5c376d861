#!/bin/sh
# JavaRosa writes 2147483647 into an int node for every larger number.
#
# A telephone number of ten digits is larger than a Java int. Collect's keyboard stops at nine digits,
# but a calculation does not: what it gives is cut down to the largest int, silently.
#
# Output seen (pyxform 4.5.0, which brings ODK_Validate.jar with JavaRosa inside; Java 17):
#   FOUND d
#   FOUND n 2147483647
#   FOUND small 4567890
# Exits 0 as long as JavaRosa does so, 1 when it does not any more. Needs Python 3 and a JDK.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pyxform==4.5.0
jar=$(find "$folder/venv" -name ODK_Validate.jar)

cat > "$folder/form.xml" <<'EOF'
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
  <h:head>
    <h:title>Trial</h:title>
    <model>
      <instance>
        <data id="trial"><d/><n/><small/></data>
      </instance>
      <bind nodeset="/data/d" type="string"/>
      <bind nodeset="/data/n" type="int" calculate="7584567890"/>
      <bind nodeset="/data/small" type="int" calculate="4567890"/>
    </model>
  </h:head>
  <h:body><input ref="/data/d"><label>D</label></input></h:body>
</h:html>
EOF

cat > "$folder/Show.java" <<'EOF'
import java.io.FileInputStream;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;

public class Show {
    public static void main(String[] words) throws Exception {
        new XFormsModule().registerModule();
        FormDef form = XFormUtils.getFormFromInputStream(new FileInputStream(words[0]));
        form.initialize(true, new InstanceInitializationFactory());
        TreeElement root = form.getMainInstance().getRoot();
        for (int i = 0; i < root.getNumChildren(); i++) {
            TreeElement node = root.getChildAt(i);
            Object value = node.getValue() == null ? "" : node.getValue().getDisplayText();
            System.out.println("FOUND " + node.getName() + " " + value);
        }
    }
}
EOF
javac -cp "$jar" -d "$folder" "$folder/Show.java"
java -Duser.timezone=UTC -cp "$folder:$jar" Show "$folder/form.xml" 2>/dev/null | grep "^FOUND" > "$folder/seen"
cat "$folder/seen"
for line in "n 2147483647" "small 4567890"; do
    grep -qx "FOUND $line" "$folder/seen"
done
