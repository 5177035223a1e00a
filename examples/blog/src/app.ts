import { isAutodyneError } from 'autodyne/model';
import { type Context, Hono } from 'hono';
import { Comment } from './models/comment.js';
import { Article, Link, Post } from './models/post.js';
import { User } from './models/user.js';
import { frontPage, postPage, problemPage, userPage } from './pages.js';

export const app = new Hono();

app.get('/', async (c) => {
  const posts = await Post.where({}).withIndex('newest').scanIndexForward(false).recordLimit(20).all();
  return c.html(frontPage(posts));
});

app.get('/users/:id', async (c) => {
  const user = await User.find(c.req.param('id'));
  return c.html(userPage(user, await user.posts.all()));
});

app.get('/posts/:id', async (c) => {
  const post = await Post.find(c.req.param('id'));
  const [author, comments] = await Promise.all([post.author.get(), post.comments.all()]);
  return c.html(postPage(post, author, comments));
});

app.post('/users', async (c) => {
  const user = await User.create({ name: await input(c, 'name'), email: await input(c, 'email') });
  return c.redirect(`/users/${user.id}`, 303);
});

app.post('/users/:id/posts', async (c) => {
  const { id: authorId } = await User.find(c.req.param('id'));
  const [title, text, url] = [await input(c, 'title'), await input(c, 'text'), await input(c, 'url')];
  const post =
    url === ''
      ? await Article.create({ title, authorId, text })
      : await Link.create({ title, authorId, url });
  return c.redirect(`/posts/${post.id}`, 303);
});

app.post('/posts/:id/comments', async (c) => {
  const { id: postId } = await Post.find(c.req.param('id'));
  await Comment.create({ postId, name: await input(c, 'name'), text: await input(c, 'text') });
  return c.redirect(`/posts/${postId}`, 303);
});

app.onError((error, c) => {
  if (isAutodyneError(error, 'RecordNotFound')) return c.notFound();
  if (isAutodyneError(error, 'DocumentNotValid')) return c.html(problemPage([error.message]), 422);
  if (isAutodyneError(error, 'RecordNotUnique')) {
    return c.html(problemPage(['Somebody with this e-mail has joined already']), 409);
  }
  throw error;
});

/** A field of the form, as text. */
async function input(c: Context, name: string): Promise<string> {
  const { [name]: value } = await c.req.parseBody();
  return typeof value === 'string' ? value : '';
}
