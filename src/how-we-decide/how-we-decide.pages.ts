import { Controller, Get, Render } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { OpenToAll } from '../platform/auth/requires.js';
import { howWeDecideView, type HowWeDecideView } from './how-we-decide.presenter.js';
import { HowWeDecideService } from './how-we-decide.service.js';

/** The rules in force, as families may read them. */
@ApiExcludeController()
@Controller('how-we-decide')
export class HowWeDecidePages {
  constructor(private readonly decide: HowWeDecideService) {}

  @Get()
  @OpenToAll('families may read how the order is decided without asking anybody; it says nothing of anybody')
  @Render('how-we-decide/views/how-we-decide.njk')
  page(): HowWeDecideView {
    return howWeDecideView(this.decide.today());
  }
}
