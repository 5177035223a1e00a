import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Comment } from './models/comment.js';
import { Article, Link, type Post } from './models/post.js';
import type { User } from './models/user.js';

type Page = HtmlEscapedString | Promise<HtmlEscapedString>;

export function frontPage(posts: readonly Post[]): Page {
  return layout(
    'Blog',
    html`${postList(posts)}
      <h2>Join</h2>
      <form method="post" action="/users">
        <input name="name" placeholder="Name" /> <input name="email" placeholder="E-mail" />
        <button>Join</button>
      </form>`,
  );
}

export function userPage(user: User, posts: readonly Post[]): Page {
  return layout(
    user.name,
    html`${postList(posts)}
      <h2>Write</h2>
      <form method="post" action="/users/${user.id}/posts">
        <p><input name="title" placeholder="Title" /></p>
        <p><textarea name="text" placeholder="Text"></textarea></p>
        <p>or <input name="url" placeholder="https://…" /></p>
        <button>Publish</button>
      </form>`,
  );
}

export function postPage(post: Post, author: User | null, comments: readonly Comment[]): Page {
  return layout(
    post.title,
    html`${author && html`<p>by <a href="/users/${author.id}">${author.name}</a></p>`}
      ${post instanceof Article && html`<p>${post.text}</p>`}
      ${post instanceof Link && html`<p><a href="${post.url}">${post.url}</a></p>`}
      <h2>Comments</h2>
      <ul>
        ${comments.map((comment) => html`<li>${comment.name}: ${comment.text}</li>`)}
      </ul>
      <form method="post" action="/posts/${post.id}/comments">
        <input name="name" placeholder="Name" /> <input name="text" placeholder="Comment" />
        <button>Send</button>
      </form>`,
  );
}

export function problemPage(problems: readonly string[]): Page {
  return layout(
    'This cannot be saved',
    html`<ul>${problems.map((problem) => html`<li>${problem}</li>`)}</ul>`,
  );
}

function postList(posts: readonly Post[]): Page {
  return html`<ul>
    ${posts.map(
      ({ id, title, commentCount }) =>
        html`<li><a href="/posts/${id}">${title}</a> (${commentCount} comments)</li>`,
    )}
  </ul>`;
}

function layout(title: string, content: Page): Page {
  return html`<!doctype html>
    <html lang="en">
      <title>${title}</title>
      <a href="/">Blog</a>
      <h1>${title}</h1>
      ${content}
    </html>`;
}
