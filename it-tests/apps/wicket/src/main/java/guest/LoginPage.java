package guest;

import org.apache.wicket.markup.html.WebPage;
import org.apache.wicket.markup.html.form.Form;
import org.apache.wicket.markup.html.form.PasswordTextField;
import org.apache.wicket.markup.html.form.RequiredTextField;
import org.apache.wicket.markup.html.panel.FeedbackPanel;
import org.apache.wicket.model.Model;

public class LoginPage extends WebPage {
  private static final long serialVersionUID = 1L;

  public LoginPage() {
    RequiredTextField<String> name = new RequiredTextField<>("name", Model.of(""));
    PasswordTextField password = new PasswordTextField("password", Model.of(""));
    Form<Void> form =
        new Form<>("login") {
          private static final long serialVersionUID = 1L;

          @Override
          protected void onSubmit() {
            if (password.getModelObject().equals(name.getModelObject() + "!")) {
              GuestSession.current().enter(name.getModelObject());
              setResponsePage(BookPage.class);
            } else {
              error("Wrong password");
            }
          }
        };
    add(new FeedbackPanel("feedback"));
    add(form.add(name, password));
  }
}
