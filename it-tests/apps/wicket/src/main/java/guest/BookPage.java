package guest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.apache.wicket.ajax.AjaxRequestTarget;
import org.apache.wicket.ajax.markup.html.AjaxLink;
import org.apache.wicket.markup.html.WebPage;
import org.apache.wicket.markup.html.basic.Label;
import org.apache.wicket.markup.html.form.Form;
import org.apache.wicket.markup.html.form.upload.FileUpload;
import org.apache.wicket.markup.html.form.upload.FileUploadField;
import org.apache.wicket.model.Model;
import org.apache.wicket.util.lang.Bytes;

public class BookPage extends WebPage {
  private static final long serialVersionUID = 1L;
  private int clicks;

  public BookPage() {
    add(new Label("guest", () -> GuestSession.current().guest()));
    Label count = new Label("count", () -> clicks);
    count.setOutputMarkupId(true);
    add(count);
    add(
        new AjaxLink<Void>("more") {
          private static final long serialVersionUID = 1L;

          @Override
          public void onClick(AjaxRequestTarget target) {
            clicks++;
            target.add(count);
          }
        });
    Model<String> text = Model.of("nothing yet");
    add(new Label("text", text));
    FileUploadField file = new FileUploadField("file", Model.ofList(new ArrayList<>()));
    Form<Void> form =
        new Form<>("upload") {
          private static final long serialVersionUID = 1L;

          @Override
          protected void onSubmit() {
            FileUpload upload = file.getFileUpload();
            text.setObject(
                upload.getClientFileName()
                    + ": "
                    + new String(upload.getBytes(), StandardCharsets.UTF_8));
          }
        };
    form.setMultiPart(true);
    form.setMaxSize(Bytes.kilobytes(100));
    add(form.add(file));
  }
}
